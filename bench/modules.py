# SPDX-License-Identifier: BSD-3-Clause
"""Convolutional networks on LibTorch: training and tangent kernels, against PyTorch on the same
numbers and, so that no two versions are compared, the same LibTorch."""

import functools
import json
import pathlib
import statistics
import subprocess
import sys

import numpy
from contest import compete
from networks import require_close
from table import TARGETS, milliseconds

try:
    import torch_modules
    import torch_rivals
except ModuleNotFoundError as missing:
    if missing.name != "torch":
        raise
    torch_modules = None

STEPS = {"vgg11": 3, "vgg11_quarter": 12}
CHECKED = 3  # steps that both sides take before anything is timed
NAMES = {"vgg11": "VGG11", "vgg11_quarter": "VGG11, channels / 4"}
CNN = "1x28x28, 3 convolutions and a linear layer"


def compare_modules(table, make_worker, arguments):
    """With a program of its own, beside that of the arguments."""
    program = pathlib.Path(arguments.program).with_name("regimes_bench_modules")
    rounds = arguments.rounds
    if torch_modules is None or not program.exists():
        return ["Modules are left out: PyTorch is not installed, or this build is without "
                "LibTorch; `scripts/bench --with-torch` sees to both."]
    worker = make_worker(program)
    ours, theirs = worker.ask("torch")["version"], torch_modules.torch.__version__
    if theirs.split("+")[0] != ours:
        raise SystemExit(f"compare: modules on LibTorch {ours}, but PyTorch is {theirs}")
    folder = arguments.folder / "module"
    folder.mkdir(exist_ok=True)
    for name in STEPS:
        task = read_task(worker, folder, name)
        check_training(worker, task, name)
        for threads in (1, 2):
            compare_training(table, worker, task, name, threads, rounds)
    task = read_task(worker, folder, "cnn")
    notes = compare_kernels(table, worker, folder, task, rounds)
    notes.append(compare_memory(table, program, folder))
    measure_others(table, worker, rounds)
    worker.close()
    return notes


def read_task(worker, folder, name):
    answer = worker.ask(f"write {name} {folder}")
    (folder / "task.json").write_text(json.dumps(answer))
    return torch_modules.ModuleTask(folder, answer)


def check_training(worker, task, name):
    """Batches are drawn in another order, so the check is on one of them."""
    loss = worker.ask(f"descend {name} {task.batch} {CHECKED} 1")["loss"]
    few = task.first(task.batch)
    with torch_rivals.threads(1):
        for key, options in torch_modules.TRAININGS.items():
            _, theirs = torch_modules.train(few, CHECKED, **options)
            require_close(f"{name}, {key}, loss", loss, theirs, 1e-3)


def compare_training(table, worker, task, name, threads, rounds):
    """Time of a step, and images in a second."""
    steps = STEPS[name]
    variants = {key: functools.partial(
        lambda options: torch_modules.train(task, steps, **options)[0] / steps, options)
        for key, options in torch_modules.TRAININGS.items()}
    with torch_rivals.threads(threads):
        times, best, rival = compete(
            [lambda: worker.ask(f"descend {name} {len(task.x)} {steps} {threads}")["seconds"]
             / steps], variants, rounds)
    own = [pair[0] for pair in times]
    rates = [task.batch / statistics.median(seconds) for seconds in (own, rival)]
    plural = "s" if threads > 1 else ""
    table.add(f"{NAMES[name]}, batch {task.batch}, {threads} thread{plural}: time of a step",
              f"{milliseconds(own)}, {rates[0]:.0f} images/s",
              f"PyTorch, {best}: {milliseconds(rival)}, {rates[1]:.0f} images/s",
              [r / o for r, o in zip(rival, own)], TARGETS["module_step"])


def compare_kernels(table, worker, folder, task, rounds):
    """The tangent kernel, on one thread."""
    size = 10 * len(task.x)
    expected = numpy.fromfile(folder / "kernel.f64").reshape(size, size)
    with torch_rivals.threads(1):
        for name, method in torch_modules.KERNELS.items():
            theirs = torch_modules.timed_kernel(task, method)[1].numpy()
            error = numpy.linalg.norm(theirs - expected) / numpy.linalg.norm(expected)
            require_close(f"kernel, {name}, 1 + relative difference", 1.0, 1.0 + error, 1e-5)
            times, _, rival = compete(
                [lambda: worker.ask("kernel 1")["seconds"]],
                {name: lambda method=method: torch_modules.timed_kernel(task, method)[0]},
                max(1, rounds // 2))
            own = [pair[0] for pair in times]
            table.add(f"tangent kernel, {CNN}, {len(task.x)} images", milliseconds(own),
                      f"PyTorch, {name}: {milliseconds(rival)}",
                      [r / o for r, o in zip(rival, own)], TARGETS["module_kernel"])
    return [f"Tangent kernel of modules: {size} x {size}, relative difference {error:.1e}."]


def grown(command):
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(answer)["grown"]


def compare_memory(table, program, folder):
    """By how much the kernel lets the memory of a fresh process grow."""
    own = grown([program, "kernel"])
    for name in torch_modules.KERNELS:
        rival = grown([sys.executable, "-B", torch_modules.__file__, folder, name])
        table.add(f"tangent kernel, {CNN}, 64 images: memory, ours / rival's",
                  f"{own / 1e6:.0f} MB", f"PyTorch, {name}: {rival / 1e6:.0f} MB", [own / rival],
                  TARGETS["module_memory"], at_most=True)
    return f"Memory of that kernel: by which the peak of a fresh process grew, {own / 1e6:.0f} MB."


def measure_others(table, worker, rounds):
    """What has no rival: beside what it stands on."""
    pairs = {f"gradient distance, {CNN}, 64 images: time / the tangent kernel's":
             ("distance 1", "kernel 1", 1),
             "VGG11, channels / 4, batch 128: time of a linearised step / a step's":
             ("linearized vgg11_quarter 512 4 1", "descend vgg11_quarter 512 4 1", 4)}
    for quantity, (command, other, steps) in pairs.items():
        times, _, rival = compete([lambda: worker.ask(command)["seconds"] / steps],
                                  {other: lambda: worker.ask(other)["seconds"] / steps},
                                  max(1, rounds // 2))
        own = [pair[0] for pair in times]
        table.add(quantity, milliseconds(own), f"itself: {milliseconds(rival)}",
                  [o / r for r, o in zip(rival, own)])

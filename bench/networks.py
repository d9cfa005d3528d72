# SPDX-License-Identifier: BSD-3-Clause
"""ReLU networks: steps of training and tangent kernels, against PyTorch on the same numbers."""

import functools
import json
import statistics
import subprocess

import numpy
from contest import compete
from table import TARGETS, microseconds, milliseconds

try:
    import torch_rivals
except ModuleNotFoundError as missing:
    if missing.name != "torch":
        raise
    torch_rivals = None

STEPS = {"depth2": 20000, "depth5": 2000}
RIVAL_STEPS = 200
FEW, MORE = 2, 12  # steps of mnist: the difference is free of setting up and of looks at the loss
LARGE = 4096  # samples of the kernel whose memory is measured


def compare_networks(table, worker, folder, rounds):
    notes = [compare_products(table, worker, rounds), measure_memory(table, worker.program)]
    if torch_rivals is None:
        return notes + ["PyTorch is not installed, so the comparisons with it are left out; "
                        "`scripts/bench --with-torch` installs it."]
    torch = torch_rivals.torch
    folder = folder / "network"
    folder.mkdir(exist_ok=True)
    for task in STEPS:
        compare_descent(table, worker, folder, rounds, task)
    check_batches(worker, folder)
    for threads in (1, 2):
        compare_batches(table, worker, folder, rounds, threads)
    notes.append(compare_kernels(table, worker, folder, rounds))
    return notes + [f"PyTorch {torch.__version__}, {torch.backends.cpu.get_cpu_capability()}."]


def read_task(worker, folder, name, dtype):
    return torch_rivals.Task(folder, worker.ask(f"network {name} {folder}"), dtype)


def require_close(what, ours, theirs, tolerance):
    """A comparison of speed between things that differ says nothing."""
    if not abs(ours - theirs) <= tolerance * abs(ours):
        raise SystemExit(f"compare: {what}: ours {ours}, PyTorch {theirs}")


def step_of_batch(train):
    """Seconds of a step of mnist, from train(steps)."""
    return (train(MORE) - train(FEW)) / (MORE - FEW)


def own_step_of_batch(worker, threads):
    return step_of_batch(lambda steps: worker.ask(f"train mnist {steps} {threads}")["seconds"])


def compare_products(table, worker, rounds):
    """Our step of mnist against the products that it takes, at the rates of BLAS."""
    steps, rates = [], []
    for _ in range(rounds):
        steps.append(own_step_of_batch(worker, 1))
        rates.append(worker.ask("sgemm"))
    for key, what in (("square", "2048 x 2048"), ("step", "the same shapes")):
        table.add(f"784-5000-10, batch 256, float: rate of a step's products / sgemm's, {what}",
                  milliseconds(steps),
                  f"sgemm {statistics.median(rate[key] for rate in rates) / 1e9:.1f} GFLOP/s",
                  [rate["flops"] / step / rate[key] for step, rate in zip(steps, rates)],
                  TARGETS["sgemm_rate"] if key == "square" else None)
    return f"Our BLAS multiplies as on a processor of the kind {rates[-1]['kernels']}."


def compare_descent(table, worker, folder, rounds, name):
    """Gradient descent on all of 10 samples, in double."""
    task = read_task(worker, folder, name, torch_rivals.torch.float64)
    train = {key: functools.partial(method, task, torch_rivals.whole, torch_rivals.squared)
             for key, method in torch_rivals.TRAININGS.items()}
    loss = worker.ask(f"train {name} {RIVAL_STEPS} 1")["loss"]
    variants = {}
    with torch_rivals.threads(1):
        for key, method in train.items():
            _, outputs = method(steps=RIVAL_STEPS)
            theirs = torch_rivals.squared(outputs(task.x), task.y).item()
            require_close(f"{name}, {key}, loss", loss, theirs, 1e-9)
            variants[key] = lambda method=method: method(steps=RIVAL_STEPS)[0] / RIVAL_STEPS
        steps = STEPS[name]
        times, best, rival = compete(
            [lambda: worker.ask(f"train {name} {steps} 1")["seconds"] / steps], variants, rounds)
    own = [pair[0] for pair in times]
    table.add(f"gradient descent, {'-'.join(map(str, task.widths))}, N = 10: time of a step",
              microseconds(own), f"PyTorch, {best}: {microseconds(rival)}",
              [r / o for r, o in zip(rival, own)], TARGETS[f"descent_{name}"])


def check_batches(worker, folder):
    """Batches are drawn in another order, so the check is on one of them."""
    task = read_task(worker, folder, "mnist_batch", torch_rivals.torch.float32)
    entropy = torch_rivals.functional.cross_entropy
    loss = worker.ask(f"train mnist_batch {MORE} 1")["loss"]
    for key, method in torch_rivals.TRAININGS.items():
        _, outputs = method(task, torch_rivals.whole, entropy, steps=MORE)
        require_close(f"mnist, {key}, loss", loss, entropy(outputs(task.x), task.y).item(), 1e-3)


def compare_batches(table, worker, folder, rounds, threads):
    """Steps of SGD in float, of the size that MNIST takes."""
    task = read_task(worker, folder, "mnist", torch_rivals.torch.float32)
    entropy = torch_rivals.functional.cross_entropy
    train = {key: functools.partial(method, task, torch_rivals.batches, entropy)
             for key, method in torch_rivals.TRAININGS.items()}
    with torch_rivals.threads(threads):
        variants = {key: lambda method=method: step_of_batch(lambda steps: method(steps=steps)[0])
                    for key, method in train.items()}
        times, best, rival = compete([lambda: own_step_of_batch(worker, threads)], variants, rounds)
    own = [pair[0] for pair in times]
    plural = "s" if threads > 1 else ""
    table.add(f"784-5000-10, batch 256, float, {threads} thread{plural}: time of a step",
              milliseconds(own), f"PyTorch, {best}: {milliseconds(rival)}",
              [r / o for r, o in zip(rival, own)], TARGETS["batches"])


def compare_kernels(table, worker, folder, rounds):
    """The tangent kernel of 784-1024-1024-1 on 256 samples, in double on one thread."""
    task = read_task(worker, folder, "kernel", torch_rivals.torch.float64)
    expected = numpy.fromfile(folder / "kernel.f64").reshape(256, 256)
    methods = {"jacobian": torch_rivals.kernel_by_jacobians,
               "closed": torch_rivals.kernel_by_layers}
    names = {"jacobian": "torch.func, Jacobian contraction", "closed": "the closed form"}
    with torch_rivals.threads(1):
        for key, method in methods.items():
            theirs = torch_rivals.timed_kernel(task, method)[1].numpy()
            error = numpy.linalg.norm(theirs - expected) / numpy.linalg.norm(expected)
            require_close(f"kernel, {names[key]}, 1 + relative difference", 1.0, 1.0 + error, 1e-12)
            few = max(1, rounds // 3) if key == "jacobian" else rounds
            times, _, rival = compete(
                [lambda: worker.ask("kernel 1")["seconds"]],
                {key: lambda method=method: torch_rivals.timed_kernel(task, method)[0]}, few)
            own = [pair[0] for pair in times]
            table.add("tangent kernel, 784-1024-1024-1, 256 samples", milliseconds(own),
                      f"PyTorch, {names[key]}: {milliseconds(rival)}",
                      [r / o for r, o in zip(rival, own)], TARGETS[f"{key}_kernel"])
        single = read_task(worker, folder, "kernel", torch_rivals.torch.float32)
        seconds = [torch_rivals.timed_kernel(single, methods["closed"])[0] for _ in range(rounds)]
    return ("Tangent kernel: all in double; the closed form in PyTorch in single precision takes "
            f"{milliseconds(seconds)}.")


def measure_memory(table, program):
    """By how much a large kernel lets the memory of a fresh process grow."""
    answer = json.loads(subprocess.run([program, "kernel", str(LARGE)], check=True,
                                       capture_output=True, text=True).stdout)
    table.add(f"tangent kernel, 784-1024-1024-1, {LARGE} samples: memory / (kernel + "
              "the features allowed)", f"{answer['seconds']:.1f} s", "",
              [answer["grown"] / (answer["kernel"] + answer["features"])],
              TARGETS["kernel_memory"], at_most=True)
    return (f"Tangent kernel of {LARGE} samples: the process grew by {answer['grown'] / 1e6:.0f} "
            f"MB; the kernel takes {answer['kernel'] / 1e6:.0f} MB, the Jacobian would take "
            f"{answer['jacobian'] / 1e9:.0f} GB.")

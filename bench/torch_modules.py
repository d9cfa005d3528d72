# SPDX-License-Identifier: BSD-3-Clause
"""What a careful user of PyTorch would run instead, on the images and weights of
regimes_bench_modules.

    torch_modules.py FOLDER KERNEL

computes a tangent kernel (a name in KERNELS) of the task written into FOLDER, in this fresh
process, and prints seconds and bytes by which its peak grew, in JSON.
"""

import json
import pathlib
import sys
import time

import numpy
import torch
from torch.func import functional_call, jacrev, vmap
from torch.nn import functional


class ModuleTask:
    """A network of regimes_bench_modules: weights, images and labels."""

    def __init__(self, folder, answer):
        self.layers, self.batch, self.step_size = (
            answer[key] for key in ("layers", "batch", "step_size"))
        self.x = torch.tensor(numpy.fromfile(folder / "x.f64"), dtype=torch.float32)
        self.x = self.x.reshape(-1, *answer["input"])
        self.y = torch.tensor(numpy.fromfile(folder / "y.f64")).long()
        weights = dict(torch.jit.load(folder / "start.pt").named_parameters())
        self.output = weights.pop("output").detach()
        self.convolutions = [weights[name].detach() for name in sorted(weights)]

    def first(self, samples):
        """The same with fewer samples."""
        task = ModuleTask.__new__(ModuleTask)
        task.__dict__.update(self.__dict__, x=self.x[:samples], y=self.y[:samples])
        return task

    def module(self, in_place=True):
        layers, convolutions = [], iter(self.convolutions)
        for channels in self.layers:
            if channels == 0:
                layers.append(torch.nn.MaxPool2d(2))
                continue
            weight = next(convolutions)
            layers += [torch.nn.Conv2d(weight.shape[1], channels, 3, padding=1, bias=False),
                       torch.nn.ReLU(inplace=in_place)]
            layers[-2].weight.data.copy_(weight)
        layers += [torch.nn.Flatten(), torch.nn.Linear(*self.output.T.shape, bias=False)]
        layers[-1].weight.data.copy_(self.output)
        return torch.nn.Sequential(*layers)


def train(task, steps, memory_format=torch.contiguous_format, **options):
    """Seconds of steps of SGD, without those of setting up, and the loss before the last one."""
    net = task.module().to(memory_format=memory_format)
    x = task.x.contiguous(memory_format=memory_format)
    optimizer = torch.optim.SGD(net.parameters(), lr=task.step_size, **options)
    order = []
    start = time.perf_counter()
    for _ in range(steps):
        if len(order) < task.batch:
            order = torch.randperm(len(x))
        taken, order = order[:task.batch], order[task.batch:]
        optimizer.zero_grad()
        loss = functional.cross_entropy(net(x[taken]), task.y[taken])
        loss.backward()
        optimizer.step()
    return time.perf_counter() - start, loss.item()


TRAININGS = {
    "nn and optim.SGD": {},
    "nn and optim.SGD, fused": {"fused": True},
    "nn and optim.SGD, channels last": {"memory_format": torch.channels_last},
}


def jacobians(task, x):
    """Of each sample, by parameters: vmap(jacrev), as in PyTorch's tutorial."""
    net = task.module(in_place=False)
    parameters = {name: p.detach() for name, p in net.named_parameters()}

    def outputs(parameters, x):
        return functional_call(net, parameters, (x.unsqueeze(0),)).squeeze(0)

    jacobian = vmap(jacrev(outputs), (None, 0))(parameters, x)
    return [j.flatten(2) for j in jacobian.values()]


def contract(first, second):
    return sum(torch.einsum("Naf,Mbf->NMab", i, j) for i, j in zip(first, second))


def kernel_of_tutorial(task):
    """The tutorial as it stands: a Jacobian for each side."""
    return contract(jacobians(task, task.x), jacobians(task, task.x))


def kernel_of_one_jacobian(task):
    """Both sides are the same samples."""
    jacobian = jacobians(task, task.x)
    return contract(jacobian, jacobian)


KERNELS = {"torch.func, Jacobian contraction": kernel_of_tutorial,
           "torch.func, Jacobian contraction, one Jacobian": kernel_of_one_jacobian}


def timed_kernel(task, method):
    """Seconds, and the kernel sample by sample."""
    with torch.no_grad():
        start = time.perf_counter()
        kernel = method(task)
        seconds = time.perf_counter() - start
    size = kernel.shape[0] * kernel.shape[2]
    return seconds, kernel.permute(0, 2, 1, 3).reshape(size, size)


def peak_memory():
    """Not ru_maxrss, which counts the process that started this one in."""
    status = pathlib.Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return 1024.0 * float(line.split()[1])


def main():
    folder, name = pathlib.Path(sys.argv[1]), sys.argv[2]
    torch.set_num_threads(1)
    task = ModuleTask(folder, json.loads((folder / "task.json").read_text()))
    timed_kernel(task.first(1), KERNELS[name])  # what is set up at the first call is no part of it
    before = peak_memory()
    seconds, _ = timed_kernel(task, KERNELS[name])
    print(json.dumps({"seconds": seconds, "grown": peak_memory() - before}))


if __name__ == "__main__":
    main()

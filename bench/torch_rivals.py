# SPDX-License-Identifier: BSD-3-Clause
"""What a careful user of PyTorch would run instead, on the very numbers of regimes_bench."""

import contextlib
import functools
import time

import numpy as np
import torch
from torch.func import functional_call, jacrev, vmap
from torch.nn import functional


class Task:
    """A network of regimes_bench: widths, weights (outputs x inputs), inputs and targets."""

    def __init__(self, folder, answer, dtype):
        self.widths, self.step_size, self.batch = (
            answer[key] for key in ("widths", "step_size", "batch"))
        read = functools.partial(np.fromfile, dtype=np.float64)
        self.x = torch.tensor(read(folder / "x.f64").reshape(-1, self.widths[0]), dtype=dtype)
        self.y = torch.tensor(read(folder / "y.f64"))
        if self.batch > 0:
            self.y = self.y.long()
        else:
            self.y = self.y.reshape(-1, self.widths[-1]).to(dtype)
        flat, self.weights = read(folder / "w.f64"), []
        for inputs, outputs in zip(self.widths, self.widths[1:]):
            own, flat = np.split(flat, [inputs * outputs])
            self.weights.append(torch.tensor(own.reshape(inputs, outputs).T.copy(), dtype=dtype))

    def module(self):
        layers = []
        for weight in self.weights:
            layer = torch.nn.Linear(*weight.T.shape, bias=False, dtype=weight.dtype)
            layer.weight.data.copy_(weight)
            layers += [layer, torch.nn.ReLU()]
        return torch.nn.Sequential(*layers[:-1])


@contextlib.contextmanager
def threads(count):
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def squared(outputs, y):
    return functional.mse_loss(outputs, y, reduction="sum")


def whole(task, steps):
    """All samples in each step."""
    for _ in range(steps):
        yield task.x, task.y


def batches(task, steps):
    """As a DataLoader would shuffle, without its cost for each sample."""
    order = []
    for _ in range(steps):
        if len(order) < task.batch:
            order = torch.randperm(len(task.x))
        taken, order = order[:task.batch], order[task.batch:]
        yield task.x[taken], task.y[taken]


def train_module(task, data, loss, steps, **options):
    """torch.nn and torch.optim.SGD. Returns seconds and a function that gives outputs."""
    net = task.module()
    optimizer = torch.optim.SGD(net.parameters(), lr=task.step_size, **options)
    start = time.perf_counter()
    for x, y in data(task, steps):
        optimizer.zero_grad()
        loss(net(x), y).backward()
        optimizer.step()
    return time.perf_counter() - start, net


def train_plain(task, data, loss, steps, fused):
    """Bare tensors, and the step by hand."""
    weights = [w.T.clone().requires_grad_() for w in task.weights]

    def outputs(x):
        for weight in weights[:-1]:
            x = torch.relu(x @ weight)
        return x @ weights[-1]

    start = time.perf_counter()
    for x, y in data(task, steps):
        gradients = torch.autograd.grad(loss(outputs(x), y), weights)
        with torch.no_grad():
            if fused:
                torch._foreach_add_(weights, gradients, alpha=-task.step_size)
                continue
            for weight, gradient in zip(weights, gradients):
                weight.add_(gradient, alpha=-task.step_size)
    return time.perf_counter() - start, outputs


TRAININGS = {
    "nn and optim.SGD": train_module,
    "nn and optim.SGD, fused": functools.partial(train_module, fused=True),
    "tensors": functools.partial(train_plain, fused=False),
    "tensors, foreach": functools.partial(train_plain, fused=True),
}


def kernel_by_jacobians(task):
    """The tutorial "Neural Tangent Kernels" of PyTorch, its Jacobian contraction; one Jacobian for
    both sides, which are the same."""
    net = task.module()
    parameters = {name: p.detach() for name, p in net.named_parameters()}

    def outputs(parameters, x):
        return functional_call(net, parameters, (x.unsqueeze(0),)).squeeze(0)

    jacobian = vmap(jacrev(outputs), (None, 0))(parameters, task.x)
    parts = [j.flatten(2) for j in jacobian.values()]
    return sum(torch.einsum("Naf,Mbf->NMab", j, j) for j in parts).squeeze((2, 3))


def kernel_by_layers(task):
    """The closed form: for each layer the Gram matrix of its inputs times that of its deltas."""
    inputs, units = [], task.x
    for weight in task.weights[:-1]:
        inputs.append(units)
        units = torch.relu(units @ weight.T)
    inputs.append(units)
    delta = torch.ones(len(task.x), 1, dtype=task.x.dtype)
    kernel = (units @ units.T) * (delta @ delta.T)
    for layer in range(len(task.weights) - 1, 0, -1):
        delta = (delta @ task.weights[layer]) * (inputs[layer] > 0)
        kernel += (inputs[layer - 1] @ inputs[layer - 1].T) * (delta @ delta.T)
    return kernel


def timed_kernel(task, method):
    with torch.no_grad():
        start = time.perf_counter()
        kernel = method(task)
        return time.perf_counter() - start, kernel

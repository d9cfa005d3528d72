# SPDX-License-Identifier: BSD-3-Clause
"""Writes modules as users export them, and what PyTorch finds of them, for saved_module_test.cpp:

    python3 generate_modules.py FOLDER

makes scripted.pt, traced.pt and modules.csv in FOLDER: for each module its outputs in eval mode,
sample by sample, and the squared norm of the gradient of each output by all parameters, which is
the diagonal of the tangent kernel. The samples are x[n, i] = sin(n + i^2 / 7), n and i from 0.
Those in this folder were made with PyTorch 2.15.0.
"""

import csv
import io
import pathlib
import sys
import zipfile

import torch

SAMPLES, SIDE = 3, 6


class Residual(torch.nn.Module):
    """What a trace cannot hold: a branch and a loop."""

    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(SIDE * SIDE, SIDE * SIDE)
        self.last = torch.nn.Linear(SIDE * SIDE, 2)
        self.dropout = torch.nn.Dropout(0.5)

    def forward(self, x):
        x = x.flatten(1)
        for step in range(2):
            if step > 0:
                x = self.dropout(x)
            x = x + torch.tanh(self.linear(x))
        return self.last(x)


def convolutional():
    return torch.nn.Sequential(
        torch.nn.Conv2d(1, 2, 3, padding=1), torch.nn.BatchNorm2d(2), torch.nn.ReLU(),
        torch.nn.MaxPool2d(2), torch.nn.Flatten(), torch.nn.Linear(18, 2))


def samples():
    i = torch.arange(SIDE * SIDE, dtype=torch.float64)
    n = torch.arange(SAMPLES, dtype=torch.float64).unsqueeze(1)
    x = torch.sin(n + i**2 / 7).float().double()  # as the tests hold them
    return x.reshape(SAMPLES, 1, SIDE, SIDE)


def save(net, path):
    """Without its notes for debugging, which name the files of the machine."""
    whole = io.BytesIO()
    torch.jit.save(net, whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for entry in source.infolist():
            if not entry.filename.endswith(".debug_pkl"):
                target.writestr(entry, source.read(entry))


def gradient_norms(net, x):
    """Squared, in double; as the module is used."""
    norms = []
    for sample in x:
        for output in net(sample.unsqueeze(0))[0]:
            gradients = torch.autograd.grad(output, list(net.parameters()), retain_graph=True)
            norms.append(sum(g.square().sum().item() for g in gradients))
    return norms


def main():
    folder = pathlib.Path(sys.argv[1])
    torch.manual_seed(0)
    nets = {"scripted": Residual(), "traced": convolutional()}
    rows = [("module", "sample", "output", "value", "gradient_norm")]
    for name, net in nets.items():
        net(samples().float())  # batch statistics that are not those of the start
        if name == "scripted":
            save(torch.jit.script(net), folder / "scripted.pt")
        net.eval()
        if name == "traced":
            save(torch.jit.trace(net, samples().float()), folder / "traced.pt")
        net.double()
        values = net(samples()).flatten().tolist()
        norms = gradient_norms(net, samples())
        rows += [(name, k // 2, k % 2, repr(value), repr(norm))
                 for k, (value, norm) in enumerate(zip(values, norms))]
    with open(folder / "modules.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main()

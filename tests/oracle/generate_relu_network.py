#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""ReLU networks by PyTorch's own layers, losses and optimiser: relu_network.csv.

    generate_relu_network.py [--draws N --seed S] [FILE]

With draws, N more networks of random shapes, for a comparison with the PyTorch at hand.
"""

import argparse
import csv
import random
from pathlib import Path

import torch

SAMPLES = 6
STEP = 0.02
STEPS = 10
CASES = {
    "depth2": ([3, 5, 2], False),
    "depth3": ([3, 6, 4, 3], False),
    "biased": ([2, 5, 4, 2], True),
}


def network(widths, biases, dtype):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [torch.nn.Linear(inputs, outputs, bias=biases, dtype=dtype), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def flat(tensors):
    """Layer by layer, weights column by column, then the bias."""
    return torch.cat([(t.T if t.dim() == 2 else t).reshape(-1) for t in tensors])


def gradient(value, net):
    return flat(torch.autograd.grad(value, list(net.parameters()), retain_graph=True))


def trained(net, x, target, loss):
    copy = network(*net.case, x.dtype)
    copy.load_state_dict(net.state_dict())
    optimiser = torch.optim.SGD(copy.parameters(), lr=STEP)
    for _ in range(STEPS):
        optimiser.zero_grad()
        loss(copy(x), target).backward()
        optimiser.step()
    return flat([p.detach() for p in copy.parameters()])


def quantities(net, x, y, labels, dtype):
    net = net.to(dtype)
    x, y = x.to(dtype), y.to(dtype)
    squared = torch.nn.MSELoss(reduction="sum")
    entropy = torch.nn.CrossEntropyLoss()  # the mean
    f = net(x)
    rows = torch.stack([gradient(value, net) for value in f.reshape(-1)])
    return {
        "outputs": f.detach(),
        "squared_loss": squared(f, y).detach(),
        "squared_gradient": gradient(squared(f, y), net),
        "cross_entropy": entropy(f, labels).detach(),
        "cross_entropy_gradient": gradient(entropy(f, labels), net),
        "kernel": rows @ rows.T,
        "squared_steps": trained(net, x, y, squared),
        "cross_entropy_steps": trained(net, x, labels, entropy),
    }


def rows_of(name, widths, biases, seed):
    torch.manual_seed(seed)
    net = network(widths, biases, torch.float32)
    net.case = (widths, biases)
    x, y = torch.randn(SAMPLES, widths[0]), torch.randn(SAMPLES, widths[-1])
    labels = torch.arange(SAMPLES) % widths[-1]
    tables = {"widths": torch.tensor(widths), "biases": torch.tensor([int(biases)]), "x": x, "y": y,
              "labels": labels, "w": flat([p.detach() for p in net.parameters()])}
    for key, value in quantities(net, x, y, labels, torch.float32).items():
        tables["single_" + key] = value
    for key, value in quantities(net, x, y, labels, torch.float64).items():
        tables[key] = value
    for quantity, values in tables.items():
        for value in values.reshape(-1).tolist():
            yield [name, quantity, repr(value)]


def drawn(seed):
    """Depth 1 to 5, hidden layers wide enough that some of their units are on."""
    draw = random.Random(seed)
    hidden = [draw.randint(4, 12) for _ in range(draw.randint(0, 4))]
    return [draw.randint(1, 6), *hidden, draw.randint(2, 5)], draw.random() < 0.5


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=0, help="more networks, of random shapes")
    parser.add_argument("--seed", type=int, default=1000, help="of the first one drawn")
    parser.add_argument("file", type=Path, nargs="?",
                        default=Path(__file__).parent / "relu_network.csv")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    drawn_seeds = range(arguments.seed, arguments.seed + arguments.draws)
    with arguments.file.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["case", "quantity", "value"])
        for seed, (name, case) in enumerate(CASES.items()):
            writer.writerows(rows_of(name, *case, seed))
        for seed in drawn_seeds:
            writer.writerows(rows_of(f"drawn{seed}", *drawn(seed), seed))
    print(f"{arguments.file}: {len(CASES) + arguments.draws} networks, PyTorch "
          f"{torch.__version__}")


if __name__ == "__main__":
    main()

"""PyTorch as a contestant: the same jobs and answers as `../job.ts` describes.

Argument: how many threads to use. Jobs come in JSON, one a line; so go the answers.
"""

import ctypes
import json
import math
import resource
import sys
import time

import torch
from torch.nn.functional import binary_cross_entropy_with_logits, linear, mse_loss, relu


def network(weights, x):
    """Dense layers with ReLU between them; weights are [out, in], as PyTorch has them."""
    y = linear(x, weights[0], weights[1])
    for i in range(2, len(weights), 2):
        y = linear(relu(y), weights[i], weights[i + 1])
    return y


class Trainer:
    """Networks, optimisers and batches, and a step that trains them."""

    def __init__(self, adam, encoder, decoder, discriminator, batches):
        self.encoder, self.decoder, self.discriminator = encoder, decoder, discriminator
        self.batches = batches
        options = dict(
            lr=adam["learningRate"],
            betas=(adam["beta1"], adam["beta2"]),
            eps=adam["epsilon"],
            foreach=True,
        )
        self.reconstruction_adam = torch.optim.Adam(encoder + decoder, **options)
        self.discriminator_adam = torch.optim.Adam(discriminator, **options)
        self.generator_adam = torch.optim.Adam(encoder, **options)
        batch = batches[0][0].shape[0]
        self.labels = torch.cat([torch.ones(batch, 1), torch.zeros(batch, 1)])
        self.real = torch.ones(batch, 1)
        self.latest = None

    def step(self, batch):
        x, p = self.batches[batch]

        r = torch.tanh(network(self.decoder, network(self.encoder, x)))
        reconstruction = mse_loss(r, x)
        update(self.reconstruction_adam, self.encoder + self.decoder, reconstruction)

        z = network(self.encoder, x)
        logits = network(self.discriminator, torch.cat([p, z.detach()]))
        judgement = binary_cross_entropy_with_logits(logits, self.labels)
        update(self.discriminator_adam, self.discriminator, judgement)

        logits = network(self.discriminator, z)
        generator = binary_cross_entropy_with_logits(logits, self.real)
        update(self.generator_adam, self.encoder, generator)

        self.latest = [reconstruction, judgement, generator]

    def losses(self):
        return [loss.item() for loss in self.latest]


def update(adam, weights, loss):
    """One update of these weights: no gradient is computed of any other."""
    for weight, gradient in zip(weights, torch.autograd.grad(loss, weights)):
        weight.grad = gradient
    adam.step()


def random_trainer(sizes):
    hidden, latent = sizes["hidden"], sizes["latent"]

    def weight(inputs, outputs):
        limit = math.sqrt(6 / (inputs + outputs))
        return torch.empty(outputs, inputs).uniform_(-limit, limit).requires_grad_()

    def layers(*widths):
        made = []
        for inputs, outputs in zip(widths, widths[1:]):
            made += [weight(inputs, outputs), torch.zeros(outputs, requires_grad=True)]
        return made

    return Trainer(
        {"learningRate": 2e-4, "beta1": 0.5, "beta2": 0.999, "epsilon": 1e-8},
        layers(sizes["input"], *hidden, latent),
        layers(latent, *reversed(hidden), sizes["input"]),
        layers(latent, *hidden, 1),
        [(2 * torch.rand(sizes["batch"], sizes["input"]) - 1, torch.randn(sizes["batch"], latent))],
    )


def fixture_trainer(path):
    with open(path, encoding="utf8") as file:
        fixture = json.load(file)

    def tensor(golden):
        return torch.tensor(golden["data"]).reshape(golden["shape"])

    def layers(golden):
        names = ["0.weight", "0.bias", "1.weight", "1.bias"]
        return [tensor(golden[name]).t().contiguous().requires_grad_() for name in names]

    return Trainer(
        fixture["adam"],
        layers(fixture["initial"]["encoder"]),
        layers(fixture["initial"]["decoder"]),
        layers(fixture["initial"]["discriminator"]),
        [(tensor(step["x"]), tensor(step["prior"])) for step in fixture["steps"]],
    )


def product(name, shape):
    """Readies the operands, and returns what multiplies them once."""
    batch, inputs, outputs = shape
    if name == "matmul":
        a, b = torch.randn(batch, inputs), torch.randn(inputs, outputs)
    elif name == "matmulTransposeA":
        a, b = torch.randn(batch, inputs).t(), torch.randn(batch, outputs)
    else:
        a, b = torch.randn(batch, outputs), torch.randn(inputs, outputs).t()
    result = torch.empty(a.shape[0], b.shape[1])
    return lambda: torch.mm(a, b, out=result)


def measure(run, effort):
    """How long each run takes, in milliseconds, after warming up."""
    collect(run, effort["warmupMs"], effort["warmupRuns"])
    return collect(run, effort["ms"], effort["runs"])


def collect(run, milliseconds, runs):
    samples = []
    end = time.perf_counter() + milliseconds / 1000
    while len(samples) < runs or time.perf_counter() < end:
        start = time.perf_counter()
        run()
        samples.append(1000 * (time.perf_counter() - start))
    return samples


def blas():
    """The kernel that multiplies matrices, as OpenBLAS names it; None if another library does it."""
    with open("/proc/self/maps", encoding="utf8") as maps:
        libraries = {line.split()[-1] for line in maps if "openblas" in line}
    for library in libraries:
        core = ctypes.CDLL(library).openblas_get_corename
        core.restype = ctypes.c_char_p
        return "OpenBLAS " + core().decode()
    return None


def times(samples):
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"samples": samples, "peakMemory": 1024 * kilobytes}


class Contestant:
    """Does jobs; what a job has readied is kept for the next of its kind and sizes."""

    def __init__(self):
        self.ready = {}

    def once(self, key, make):
        key = json.dumps(key)
        if key not in self.ready:
            self.ready[key] = make()
        return self.ready[key]

    def do(self, job):
        if job["kind"] == "products":
            multiply = [
                self.once(p, lambda p=p: product(p["product"], p["shape"])) for p in job["products"]
            ]
            return times([measure(run, job["effort"]) for run in multiply])
        if job["kind"] == "steps":
            trainer = self.once(job["sizes"], lambda: random_trainer(job["sizes"]))
            return times([measure(lambda: trainer.step(0), job["effort"])])
        if job["kind"] == "losses":
            trainer = fixture_trainer(job["fixture"])
            losses = []
            for batch in range(len(trainer.batches)):
                trainer.step(batch)
                losses.append(trainer.losses())
            return {"losses": losses}
        if job["kind"] == "about":
            return {"about": blas()}
        raise ValueError(f"unknown job: {job['kind']}")


if __name__ == "__main__":
    torch.set_num_threads(int(sys.argv[1]))
    contestant = Contestant()
    for line in sys.stdin:
        print(json.dumps(contestant.do(json.loads(line))), flush=True)

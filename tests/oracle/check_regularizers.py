# SPDX-License-Identifier: BSD-3-Clause
"""Identities that hold network_regularizer.py to the definitions, by other routes than its own."""

from mpmath import asinh, diff, exp, findroot, log, mp, mpf, polyroots, quad, sinh, sqrt

from network_regularizer import DepthProfile, Hypentropy, implicit_regularizer, profile


def close(x, y, digits, scale=None):
    size = max(abs(x), abs(y)) if scale is None else scale
    assert abs(x - y) <= size * mpf(10) ** -digits, f"{x} != {y} to {digits} digits"


def printed_forms(q, z):
    """(h(s), q(z), H(s), h'(s)) at s = q'(z) as printed, in t = 1 - s, which is never 0."""
    v = q.angle(z)
    if isinstance(q, Hypentropy):
        value = 2 - sqrt(4 + z * z) + z * log(z / 2 + sqrt(1 + z * z / 4))
        return exp(v) - exp(-v), value, exp(v) + exp(-v) - 2, exp(v) + exp(-v)
    t = 2 / (exp(2 * v) + 1)
    conjugate = (t**-q.r + (2 - t) ** -q.r - 2) / q.r
    hessian = q.p * (t ** -(q.p + 1) + (2 - t) ** -(q.p + 1))
    return t**-q.p - (2 - t) ** -q.p, z * (1 - t) - conjugate, conjugate, hessian


def check_profile(q, z):
    """The forms in v against the printed ones, those with the digits that they lose added."""
    v = q.angle(z)
    mine = (z, q.value(v), q.conjugate(v), q.conjugate_hessian(v))
    lost = int(2 * max(0, -mp.log10(z)))
    with mp.extradps(lost):
        printed = printed_forms(q, z)
    for ours, theirs in zip(mine, printed):
        close(ours, theirs, 40)


def raw_gradient(p, z):
    """q_D'(z) by bisection of the printed h_D."""
    low, high = mpf(0), mpf(1)
    for _ in range(int(3.4 * mp.dps)):
        middle = (low + high) / 2
        if (1 - middle) ** -p - (1 + middle) ** -p < z:
            low = middle
        else:
            high = middle
    return low


def check_quadrature():
    """q = int q', with q' from asinh and from bisection."""
    with mp.workdps(25):
        for z in (mpf("0.01"), mpf(1), mpf(30)):
            q = Hypentropy()
            close(quad(lambda x: asinh(x / 2), [0, z]), q.value(q.angle(z)), 15)
            for depth in (mpf("2.5"), mpf(3), mpf(10)):
                q = DepthProfile(depth)
                integral = quad(lambda x: raw_gradient(q.p, x), [0, z / 8, z])
                close(integral, q.value(q.angle(z)), 15)


def check_derivatives():
    """H' = h and H'' = h'."""
    for depth in (2, 2.001, 3, 10, 100):
        q = profile(depth)
        for s in (mpf("0.02"), mpf("0.4"), mpf("0.9")):
            if depth == 2.001:
                s /= 1000
            v = q.angle_of_gradient(s)
            slope = diff(lambda x: q.conjugate(q.angle_of_gradient(x)), s)
            close(slope, q.inverse_gradient(v), 20)
            inverse = diff(lambda x: q.inverse_gradient(q.angle_of_gradient(x)), s)
            close(inverse, q.conjugate_hessian(v), 20)


def check_expansions():
    """Orders at 0 and infinity, and the limits D -> 2 and D -> infinity of the profile."""
    with mp.workdps(250):
        small, large = mpf(10) ** -20, mpf(10) ** 90
        q = Hypentropy()
        close(q.value(q.angle(small)), small**2 / 4 - small**4 / 192, 75)
        close(q.value(q.angle(large)), large * log(large) - large + 2 - 1 / large, 250, large**2)
        for depth in (3, 4, 10, 100):
            q = DepthProfile(mpf(depth))
            close(q.value(q.angle(small)), mpf(depth - 2) / (4 * depth) * small**2, 35)
            constant = (depth - 2) * (1 - mpf(2) ** -q.p)
            rest = q.value(q.angle(large)) - large + mpf(depth) / 2 * large ** (mpf(2) / depth)
            close(rest, constant, 25)
        near_two, z = DepthProfile(2 + mpf(10) ** -30), mpf("0.7")
        v = near_two.angle_of_gradient(z * mpf(10) ** -30 / 2)
        close(near_two.inverse_gradient(v), 2 * sinh(z), 25)
        deep = DepthProfile(mpf(10) ** 40)
        limit = sqrt(1 + z * z) - 1 - log((1 + sqrt(1 + z * z)) / 2)
        close(deep.value(deep.angle(z)), limit, 35)


def check_explicit():
    """r = q_4: root of the paper's quartic, and least distance to the start over one coordinate."""
    q = profile(4)
    for z in (mpf("0.001"), mpf("0.5"), mpf(1), mpf(7), mpf(1000)):
        r = q.value(q.angle(z))
        quartic = [1, -6, 12 - 2 * z**2, -8 - 10 * z**2, z**2 + z**4]
        roots = polyroots(quartic, maxsteps=500, extraprec=400)
        real = [mp.re(x) for x in roots if abs(mp.im(x)) < mpf(10) ** -40]
        assert len(real) == 2
        close(min(real), r, 40)

        def distance(minus):
            return (sqrt(z + minus**2) - 1) ** 2 + (minus - 1) ** 2

        least = min((mpf(i) / 1000 for i in range(1001)), key=distance)
        minus = findroot(lambda x: diff(distance, x), (least, least + mpf("1e-3")))
        close(distance(minus), r, 25)


def check_shapes():
    """The flow's closed form, w_+- = ((alpha w)^(2-D) -+ xi)^(-1/(D-2)), D = 2: exponentials."""
    for shape in (0.3, 4):
        for depth in (2, 3, 10):
            regularizer = implicit_regularizer(depth, -0.5, shape)
            alpha = mpf(10) ** mpf("-0.5")
            start = alpha * mpf(shape)
            if depth == 2:
                xi = mpf("0.6")
                beta, s = start**2 * (exp(xi) - exp(-xi)), xi
            else:
                xi = mpf("0.6") * start ** (2 - depth)
                plus, minus = start ** (2 - depth) - xi, start ** (2 - depth) + xi
                power = mpf(depth) / (depth - 2)
                beta, s = plus**-power - minus**-power, xi * alpha ** (depth - 2)
            v = regularizer.angle_of_gradient(s / regularizer.unit)
            close(regularizer.inverse_gradient(v), beta, 45)
            close(regularizer.gradient(regularizer.angle(beta)), s / regularizer.unit, 45)
            gradient = diff(lambda b: regularizer.value(regularizer.angle(b)), beta)
            close(gradient, s / regularizer.unit, 20)


def check_all():
    check_quadrature()
    check_derivatives()
    check_expansions()
    check_explicit()
    check_shapes()

# SPDX-License-Identifier: BSD-3-Clause
"""The implicit regularisers of diagonal networks, in mpmath arithmetic (unbounded exponents).

Depth D > 2, with p = D / (D - 2), r = p - 1 = 2 / (D - 2), s = q'(z) = tanh v:

    z = h(s) = (1 - s)^-p - (1 + s)^-p = 2 cosh^p(v) sinh(p v)
    H(s) = (1 / r) ((1 - s)^-r + (1 + s)^-r - 2) = (2 / r) (cosh^r(v) cosh(r v) - 1)
    h'(s) = 2 p cosh^(p+1)(v) cosh((p + 1) v),    q(z) = z s - H(s)

Depth 2, with s = q'(z) = v: z = 2 sinh v, H = 4 sinh^2(v / 2), h' = 2 cosh v.
The forms in v lose no digits, so a fixed working precision is enough for every alpha.
"""

from mpmath import asinh, atanh, cosh, exp, expm1, log, log1p, mp, mpf, sinh, sqrt, tanh


def log_cosh(v):
    return log1p(2 * sinh(v / 2) ** 2)


class Hypentropy:
    """The profile of depth 2; v = s."""

    limit = mpf("inf")

    def angle(self, z):
        return asinh(z / 2)

    def angle_of_gradient(self, s):
        return s

    def gradient(self, v):
        return v

    def inverse_gradient(self, v):
        return 2 * sinh(v)

    def conjugate(self, v):
        return 4 * sinh(v / 2) ** 2

    def conjugate_hessian(self, v):
        return 2 * cosh(v)

    def value(self, v):
        # z v - H = 2 sinh(v) (v - tanh(v / 2))
        return 2 * sinh(v) * (v - tanh(v / 2))


class DepthProfile:
    """The profile of depth D > 2; v = atanh s."""

    limit = mpf(1)

    def __init__(self, depth):
        self.p = depth / (depth - 2)
        self.r = 2 / (depth - 2)

    def angle(self, z):
        """Newton on p ln cosh(u / p) + ln(2 sinh |u|) = ln |z|, u = p v, from above."""
        if z == 0:
            return mpf(0)
        size = abs(z)
        u = asinh(size / 2)
        for _ in range(500):
            v = u / self.p
            # ln(2 sinh(u) / |z|), without its cancellation where both are large
            excess = self.p * log_cosh(v) + u + log(-expm1(-2 * u) / size)
            change = excess / (tanh(v) + 1 / tanh(u))
            u -= change
            if abs(change) < u * mpf(10) ** (5 - mp.dps):
                return mp.sign(z) * u / self.p
        raise ArithmeticError(f"no angle for z = {z}, p = {self.p}")

    def angle_of_gradient(self, s):
        return atanh(s)

    def gradient(self, v):
        return tanh(v)

    def inverse_gradient(self, v):
        return 2 * cosh(v) ** self.p * sinh(self.p * v)

    def conjugate(self, v):
        return 2 / self.r * expm1(self.r * log_cosh(v) + log_cosh(self.r * v))

    def conjugate_hessian(self, v):
        return 2 * self.p * cosh(v) ** (self.p + 1) * cosh((self.p + 1) * v)

    def value(self, v):
        return self.inverse_gradient(v) * tanh(v) - self.conjugate(v)


def profile(depth):
    return Hypentropy() if depth == 2 else DepthProfile(mpf(depth))


class NetworkRegularizer:
    """One coordinate, normalised: R(b) = d a q(b / a) / u, a = (alpha w)^D, d = w^(2-D),
    u = q'(alpha^-D), so that R'(1) = 1 for the unit shape w = 1."""

    def __init__(self, depth, alpha, shape=1):
        self.profile = profile(depth)
        self.scale = (alpha * mpf(shape)) ** mpf(depth)
        self.weight = mpf(shape) ** (2 - mpf(depth))
        self.unit = self.profile.gradient(self.profile.angle(alpha ** -mpf(depth)))

    @property
    def limit(self):
        """The gradient runs through (-limit, limit)."""
        return self.profile.limit * self.weight / self.unit

    def angle(self, b):
        return self.profile.angle(mpf(b) / self.scale)

    def angle_of_gradient(self, s):
        return self.profile.angle_of_gradient(mpf(s) * self.unit / self.weight)

    def value(self, v):
        return self.weight * self.scale / self.unit * self.profile.value(v)

    def gradient(self, v):
        return self.weight / self.unit * self.profile.gradient(v)

    def inverse_gradient(self, v):
        return self.scale * self.profile.inverse_gradient(v)

    def conjugate(self, v):
        return self.weight * self.scale / self.unit * self.profile.conjugate(v)

    def conjugate_hessian(self, v):
        return self.scale * self.unit / self.weight * self.profile.conjugate_hessian(v)


def alpha_of(log10_alpha):
    """10^x for the double x."""
    return mpf(10) ** mpf(float(log10_alpha))


def implicit_regularizer(depth, log10_alpha, shape=1):
    return NetworkRegularizer(depth, alpha_of(log10_alpha), shape)


def explicit_regularizer(log10_alpha):
    """r_alpha: alpha^2 r(b / alpha^2) with r = q_4, that is depth 4 at the scale sqrt(alpha)."""
    return NetworkRegularizer(4, sqrt(alpha_of(log10_alpha)))

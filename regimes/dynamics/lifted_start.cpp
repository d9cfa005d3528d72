// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <Eigen/QR>
#include <cmath>
#include <numbers>
#include <optional>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/dynamics/lifted_flow.hpp"

namespace regimes {

namespace {

/// A chi-squared variable with this many degrees of freedom, at least 1.
double chi_squared(double freedom, RandomStream& stream) {
    if (freedom < 2.0) {
        const double z = stream.normal();
        return z * z;
    }
    // 2 Gamma(freedom / 2), by Marsaglia and Tsang's method.
    const double d = 0.5 * freedom - 1.0 / 3.0;
    const double c = 1.0 / std::sqrt(9.0 * d);
    while (true) {
        const double z = stream.normal();
        const double root = 1.0 + c * z;
        if (root <= 0.0) continue;
        const double v = root * root * root;
        if (std::log(stream.uniform()) < 0.5 * z * z + d * (1.0 - v + std::log(v))) {
            return 2.0 * d * v;
        }
    }
}

/// L with L L^T ~ Wishart(size, width): a lower trapezoid of min(size, width) columns with chi
/// variables on the diagonal and normals below.
Matrix bartlett(Index size, Index width, RandomStream& stream) {
    const Index columns = std::min(size, width);
    Matrix factor = Matrix::Zero(size, columns);
    for (Index k = 0; k < columns; ++k) {
        factor(k, k) = std::sqrt(chi_squared(static_cast<double>(width - k), stream));
        for (Index i = k + 1; i < size; ++i) factor(i, k) = stream.normal();
    }
    return factor;
}

/// U0 (or V0) alone, with as few columns as give the same U0 U0^T.
Matrix narrow_shape(const MatrixFactorizationStart& start, Index size, const char* purpose) {
    if (start.shape == MatrixFactorizationStart::Shape::identity) {
        return Matrix::Identity(size, size);
    }
    RandomStream stream(start.seed, purpose);
    return bartlett(size, start.columns, stream);
}

/// M = 2 diag(U0 U0^T, V0 V0^T): the blocks between U and V cancel.
LiftedStart unbiased_start(const MatrixFactorizationStart& start) {
    const Matrix u = narrow_shape(start, start.rows, "lifted left");
    const Matrix v = narrow_shape(start, start.cols, "lifted right");
    LiftedStart lifted;
    lifted.left = Matrix::Zero(start.rows, u.cols() + v.cols());
    lifted.right = Matrix::Zero(start.cols, u.cols() + v.cols());
    lifted.left.leftCols(u.cols()) = std::numbers::sqrt2 * u;
    lifted.right.rightCols(v.cols()) = std::numbers::sqrt2 * v;
    return lifted;
}

LiftedStart biased_start(const MatrixFactorizationStart& start) {
    Matrix factor;
    if (start.shape == MatrixFactorizationStart::Shape::identity) {
        const Index columns = std::max(start.rows, start.cols);
        return {Matrix::Identity(start.rows, columns), Matrix::Identity(start.cols, columns)};
    }
    RandomStream stream(start.seed, "lifted");
    factor = bartlett(start.rows + start.cols, start.columns, stream);
    return {factor.topRows(start.rows), factor.bottomRows(start.cols)};
}

void require_count(const char* argument, Index given, Index least) {
    if (given >= least) return;
    throw std::invalid_argument(
        fmt::format("{}: {} given, at least {} expected", argument, given, least));
}

/// a where the rows of this factor are orthogonal, each of squared norm a; nothing where not.
std::optional<double> multiple_of_identity(const Matrix& factor) {
    const Matrix gram = factor * factor.transpose();
    const double a = gram(0, 0);
    if (gram == a * Matrix::Identity(gram.rows(), gram.cols())) return a;
    return {};
}

}  // namespace

LiftedStart lifted_start(const MatrixFactorizationStart& start) {
    require_count("rows", start.rows, 1);
    require_count("cols", start.cols, 1);
    const bool gaussian = start.shape == MatrixFactorizationStart::Shape::gaussian;
    require_count("columns", start.columns, gaussian ? 1 : std::max(start.rows, start.cols));
    LiftedStart lifted = start.unbiased ? unbiased_start(start) : biased_start(start);
    if (gaussian && start.variance == MatrixFactorizationStart::Variance::one_over_columns) {
        const double deviation = 1.0 / std::sqrt(static_cast<double>(start.columns));
        lifted.left *= deviation;
        lifted.right *= deviation;
    }
    lifted.log_alpha = start.log_alpha;
    return lifted;
}

LiftedStart narrow(const LiftedStart& start) {
    require_count("left", start.left.cols(), 1);
    if (start.left.cols() != start.right.cols()) {
        throw std::invalid_argument(
            fmt::format("right: {} columns given, as many as left has "
                        "expected ({})",
                        start.right.cols(), start.left.cols()));
    }
    const Index rows = start.left.rows();
    const Index size = rows + start.right.rows();
    if (start.left.cols() <= size) return start;
    Matrix transposed(start.left.cols(), size);
    transposed << start.left.transpose(), start.right.transpose();
    const Eigen::HouseholderQR<Matrix> qr(transposed);
    const Matrix lower =
        Matrix(qr.matrixQR().topRows(size).triangularView<Eigen::Upper>()).transpose();
    return {lower.topRows(rows), lower.bottomRows(size - rows), start.log_alpha};
}

LiftedStart with_same_product(const LiftedStart& start) {
    LiftedStart narrowed = narrow(start);
    if (!(narrowed.left * narrowed.right.transpose()).isZero(0.0)) return narrowed;
    const std::optional<double> a = multiple_of_identity(narrowed.left);
    const std::optional<double> b = multiple_of_identity(narrowed.right);
    if (!a || !b) return narrowed;
    const Index rows = narrowed.left.rows();
    const Index cols = narrowed.right.rows();
    const double size = std::sqrt(*a + *b);
    if (rows < cols) {
        narrowed.left = size * Matrix::Identity(rows, rows);
        narrowed.right = Matrix::Zero(cols, rows);
    } else {
        narrowed.left = Matrix::Zero(rows, cols);
        narrowed.right = size * Matrix::Identity(cols, cols);
    }
    return narrowed;
}

}  // namespace regimes

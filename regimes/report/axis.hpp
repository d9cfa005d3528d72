// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

namespace regimes {

/// The range of an axis of a chart and where its labels stand.
///
/// The range holds the data with a small margin. Labels stand at steps of 1, 2 or 5 times a power
/// of ten; on a logarithmic axis of more than a decade, at whole decades.
class Axis {
public:
    enum class Scale { linear, logarithmic };

    /// `values` may be empty; values that are not finite, or not positive on a logarithmic axis,
    /// do not count.
    Axis(Scale scale, const std::vector<double>& values);

    /// True if the axis can show this value.
    bool shows(double value) const;
    /// Position in [0, 1] of a value in the range.
    double place(double value) const;
    const std::vector<double>& ticks() const { return ticks_; }
    double low() const { return low_; }
    double high() const { return high_; }

private:
    double coordinate(double value) const;
    void set_range(double least, double greatest);
    void set_round_ticks();
    void set_decade_ticks();

    Scale scale_;
    double low_ = 0.0;
    double high_ = 1.0;
    std::vector<double> ticks_;
};

/// The shortest text that tells this value from its neighbours on an axis: "0.02", "1e-12".
std::string tick_label(double value);

}  // namespace regimes

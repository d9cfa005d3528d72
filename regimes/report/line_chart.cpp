// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/line_chart.hpp"

#include <fmt/format.h>

#include <iterator>
#include <stdexcept>

#include "regimes/report/html.hpp"

namespace regimes {

namespace {

constexpr double width = 560.0;
constexpr double height = 340.0;
constexpr double left = 66.0;
constexpr double right = 546.0;
constexpr double top = 64.0;
constexpr double bottom = 286.0;
constexpr std::size_t colours = 6;  // classes s0, s1, ... of the style

/// Draws one chart; every method appends elements.
class Drawing {
public:
    explicit Drawing(const LineChart& chart)
        : chart_(chart), x_(chart.x_scale, all_x()), y_(chart.y_scale, all_y()) {}

    std::string svg() {
        add("<svg class=\"chart\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {:g} {:g}\">",
            escape_html(chart_.title), width, height);
        add("<text class=\"title\" x=\"{:g}\" y=\"18\">{}</text>", left, escape_html(chart_.title));
        legend();
        axes();
        for (const Level& level : chart_.levels) line_across(level);
        add("<line class=\"cursor\" x1=\"0\" x2=\"0\" y1=\"{:g}\" y2=\"{:g}\" data-left=\"{:g}\" "
            "data-right=\"{:g}\" data-from=\"{}\" data-to=\"{}\" hidden=\"hidden\"/>",
            top, bottom, left, right, chart_.x_falls ? x_.high() : x_.low(),
            chart_.x_falls ? x_.low() : x_.high());
        for (std::size_t k = 0; k < chart_.series.size(); ++k) line(chart_.series[k], k % colours);
        return text_ + "</svg>";
    }

private:
    template <typename... Args>
    void add(fmt::format_string<Args...> format, Args&&... args) {
        fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
        text_ += '\n';
    }

    std::vector<double> all_x() const {
        std::vector<double> values;
        for (const Series& series : chart_.series) {
            if (series.x.size() != series.y.size()) {
                throw std::invalid_argument(fmt::format("series \"{}\": {} x and {} y given",
                                                        series.name, series.x.size(),
                                                        series.y.size()));
            }
            values.insert(values.end(), series.x.begin(), series.x.end());
        }
        return values;
    }

    std::vector<double> all_y() const {
        std::vector<double> values;
        for (const Series& series : chart_.series) {
            values.insert(values.end(), series.y.begin(), series.y.end());
        }
        for (const Level& level : chart_.levels) values.push_back(level.y);
        return values;
    }

    double across(double x) const {
        const double place = chart_.x_falls ? 1.0 - x_.place(x) : x_.place(x);
        return left + place * (right - left);
    }
    double up(double y) const { return bottom - y_.place(y) * (bottom - top); }

    void legend() {
        double x = left;
        for (std::size_t k = 0; k < chart_.series.size(); ++k) {
            const std::string& name = chart_.series[k].name;
            add("<g class=\"s{0}\"><path d=\"M{1:g} 40h22\"/><circle cx=\"{2:g}\" cy=\"40\" "
                "r=\"3\"/></g><text class=\"key\" x=\"{3:g}\" y=\"44\">{4}</text>",
                k % colours, x, x + 11.0, x + 28.0, escape_html(name));
            x += 52.0 + 7.0 * static_cast<double>(name.size());
        }
    }

    void axes() {
        for (const double tick : y_.ticks()) {
            add("<path class=\"grid\" d=\"M{0:g} {1:.2f}H{2:g}\"/><text class=\"tick\" "
                "text-anchor=\"end\" x=\"{3:g}\" y=\"{4:.2f}\">{5}</text>",
                left, up(tick), right, left - 8.0, up(tick) + 4.0, tick_label(tick));
        }
        for (const double tick : x_.ticks()) {
            add("<path class=\"axis\" d=\"M{0:.2f} {1:g}v5\"/><text class=\"tick\" "
                "text-anchor=\"middle\" x=\"{0:.2f}\" y=\"{2:g}\">{3}</text>",
                across(tick), bottom, bottom + 20.0, tick_label(tick));
        }
        add("<path class=\"axis\" d=\"M{:g} {:g}H{:g}\"/>", left, bottom, right);
        add("<text class=\"label\" text-anchor=\"middle\" x=\"{:g}\" y=\"{:g}\">{}</text>",
            0.5 * (left + right), height - 12.0, escape_html(chart_.x_label));
        add("<text class=\"label\" text-anchor=\"middle\" transform=\"translate(14 {:g}) "
            "rotate(-90)\">{}</text>",
            0.5 * (top + bottom), escape_html(chart_.y_label));
    }

    void line_across(const Level& level) {
        if (!y_.shows(level.y)) return;
        add("<path class=\"level\" d=\"M{0:g} {1:.2f}H{2:g}\"/><text class=\"level\" "
            "text-anchor=\"end\" x=\"{2:g}\" y=\"{3:.2f}\">{4}</text>",
            left, up(level.y), right, up(level.y) - 5.0, escape_html(level.name));
    }

    void line(const Series& series, std::size_t colour) {
        std::string path, dots;
        bool broken = true;
        for (std::size_t i = 0; i < series.x.size(); ++i) {
            if (!x_.shows(series.x[i]) || !y_.shows(series.y[i])) {
                broken = true;
                continue;
            }
            const double x = across(series.x[i]);
            const double y = up(series.y[i]);
            fmt::format_to(std::back_inserter(path), "{}{:.2f} {:.2f}", broken ? "M" : "L", x, y);
            fmt::format_to(std::back_inserter(dots),
                           "<circle cx=\"{:.2f}\" cy=\"{:.2f}\" r=\"3\"><title>{}: {:.6g} at "
                           "{:g}</title></circle>",
                           x, y, escape_html(series.name), series.y[i], series.x[i]);
            broken = false;
        }
        add("<g class=\"s{}\"><path d=\"{}\"/>{}</g>", colour, path, dots);
    }

    const LineChart& chart_;
    Axis x_;
    Axis y_;
    std::string text_;
};

}  // namespace

std::string to_svg(const LineChart& chart) { return Drawing(chart).svg(); }

}  // namespace regimes

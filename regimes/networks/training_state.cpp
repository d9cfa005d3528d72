// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/training_state.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "regimes/data/file_error.hpp"

namespace regimes {

namespace {

// Not ordered_json, which copies members as it reads on, and so ends the stack where they are deep.
using Json = nlohmann::json;

// Numbers as their bits: JSON has neither infinity nor NaN.
Json bits(double value) { return std::bit_cast<std::uint64_t>(value); }

/// A whole number from 0 to that of its type: JSON has others, and would cast them. Errors:
/// std::invalid_argument.
template <typename Whole>
Whole whole(const Json& json, Whole greatest = std::numeric_limits<Whole>::max()) {
    if (json.is_number_unsigned() && std::cmp_less_equal(json.get<std::uint64_t>(), greatest)) {
        return static_cast<Whole>(json.get<std::uint64_t>());
    }
    throw std::invalid_argument(fmt::format("{} given, a whole number from 0 to {} expected",
                                            json.is_primitive() ? json.dump() : json.type_name(),
                                            greatest));
}

double number(const Json& json) { return std::bit_cast<double>(whole<std::uint64_t>(json)); }

Json point_json(const TrainingPoint& look) {
    Json measured = Json::array();
    for (const double value : look.measured) measured.push_back(bits(value));
    return {look.steps, bits(look.loss), look.wrong, measured};
}

TrainingPoint point_of(const Json& json) {
    TrainingPoint look{whole<long>(json.at(0)), number(json.at(1)), whole<Index>(json.at(2))};
    for (const Json& value : json.at(3)) look.measured.push_back(number(value));
    return look;
}

}  // namespace

std::string training_state_text(const TrainingState& state) {
    Json json = {{"key", state.key},
                 {"steps", state.steps},
                 {"next_record", state.next_record},
                 {"epoch_loss", bits(state.epoch_loss)},
                 {"largest_loss", bits(state.largest_loss)},
                 {"last_loss", bits(state.last_loss)},
                 {"last_wrong", state.last_wrong},
                 {"ended", state.ended ? Json(static_cast<int>(*state.ended)) : Json()},
                 {"seconds", bits(state.seconds)},
                 {"curve", Json::array()}};
    for (const TrainingPoint& look : state.curve) json["curve"].push_back(point_json(look));
    return json.dump();
}

TrainingState parse_training_state(const std::string& text, const std::filesystem::path& path) {
    try {
        const Json json = Json::parse(text);
        TrainingState state;
        state.key = json.at("key");
        state.steps = whole<long>(json.at("steps"));
        state.next_record = whole<long>(json.at("next_record"));
        state.epoch_loss = number(json.at("epoch_loss"));
        state.largest_loss = number(json.at("largest_loss"));
        state.last_loss = number(json.at("last_loss"));
        state.last_wrong = whole<Index>(json.at("last_wrong"));
        if (!json.at("ended").is_null()) {
            state.ended =
                static_cast<Status>(whole(json.at("ended"), static_cast<int>(Status::diverged)));
        }
        state.seconds = number(json.at("seconds"));
        for (const Json& look : json.at("curve")) state.curve.push_back(point_of(look));
        return state;
    } catch (const std::exception& error) {
        throw FileError(path, fmt::format("not a checkpoint of training: {}", error.what()));
    }
}

}  // namespace regimes

// SPDX-License-Identifier: BSD-3-Clause
#include "tests/codebase/layers.hpp"

#include <regex>
#include <sstream>
#include <stdexcept>

namespace regimes::codebase {

namespace {

/// The only folder that knows LibTorch; its headers are not installed.
const std::string torch_folder = "regimes/networks/torch/";

std::string last_folder(const std::string& folder) {
    const auto slash = folder.rfind('/');
    return slash == std::string::npos ? folder : folder.substr(slash + 1);
}

Layer parse_layer(const std::string& may_see, const std::string& state) {
    if (state != "here" && state != "planned") throw std::runtime_error("state " + state);
    Layer layer;
    layer.is_here = state == "here";
    layer.sees_everything = may_see == "everything";
    if (layer.sees_everything || may_see == "-") return layer;
    std::istringstream names(may_see);
    for (std::string name; names >> name;) layer.may_see.insert(name);
    return layer;
}

std::string place(const SourceFile& file, std::size_t line) {
    return file.path + ":" + std::to_string(line + 1) + ": ";
}

std::string without_comment(const std::string& line) { return line.substr(0, line.find("//")); }

}  // namespace

Layers parse_layers(const std::string& architecture) {
    static const std::regex row(R"(\| \d \| `([a-z/]+)/` \| [^|]+ \| ([a-z -]+) \| ([a-z]+) \|)");
    Layers layers;
    for (const std::string& line : lines_of(architecture)) {
        std::smatch cells;
        if (!std::regex_match(line, cells, row)) continue;
        layers[last_folder(cells[1])] = parse_layer(cells[2], cells[3]);
    }
    for (const auto& [name, layer] : layers) {
        for (const std::string& seen : layer.may_see) {
            if (!layers.contains(seen)) throw std::runtime_error(name + " sees unknown " + seen);
        }
    }
    return layers;
}

std::string layer_of(const std::string& path, const Layers& layers) {
    const std::string inside = path.starts_with("regimes/") ? path.substr(8) : path;
    const std::string name = inside.substr(0, inside.find('/'));
    return layers.contains(name) ? name : "";
}

Problems include_problems(const SourceFile& file, const Layers& layers) {
    static const std::regex include(R"re(\s*#\s*include\s*"([^"]*)".*)re");
    static const std::regex rooted(R"((regimes/[a-z]+|cli|tests|bench)/.*|regimes/[a-z]+\.hpp)");
    const std::string own = layer_of(file.path, layers);
    Problems problems;
    const auto lines = lines_of(file.text);
    for (std::size_t n = 0; n < lines.size(); ++n) {
        std::smatch match;
        if (!std::regex_match(lines[n], match, include)) continue;
        const std::string target = match[1];
        if (!std::regex_match(target, rooted)) {
            problems.push_back(place(file, n) + target + " is not written from the root");
            continue;
        }
        if (target.starts_with(torch_folder) && !file.path.starts_with(torch_folder)) {
            problems.push_back(place(file, n) + "only " + torch_folder + " may see " + target);
        }
        if (own.empty()) continue;
        const std::string seen = layer_of(target, layers);
        const Layer& layer = layers.at(own);
        if (seen == own || (layer.sees_everything && !seen.empty())) continue;
        if (!layer.may_see.contains(seen)) {
            problems.push_back(place(file, n) + own + " may not see " + target);
        }
    }
    return problems;
}

Problems blas_problems(const SourceFile& file) {
    // The second counts calls by taking the linker's names for them, the third plays OpenBLAS.
    static const std::set<std::string> doors = {"regimes/numerics/blas_system.cpp",
                                                "bench/blas_meter.cpp",
                                                "tests/loading/loading_test.cpp"};
    if (doors.contains(file.path)) return {};
    static const std::regex routine(
        R"(^\s*#\s*include\s*<cblas|\b(cblas|openblas|gotoblas)_[a-z_]+\s*\()"
        R"(|\b(void|int|double|float)\s+[sd][a-z0-9]{4,6}_\s*\()");
    Problems problems;
    const auto lines = lines_of(file.text);
    for (std::size_t n = 0; n < lines.size(); ++n) {
        std::smatch name;
        if (!std::regex_search(lines[n], name, routine)) continue;
        problems.push_back(place(file, n) + "only blas_system.cpp names BLAS: " + name.str());
    }
    return problems;
}

Problems foreign_type_problems(const SourceFile& file) {
    if (file.path.starts_with(torch_folder)) return {};
    static const std::regex library_include(R"(\s*#\s*include\s*<(?!Eigen/)[^>]*[/.][^>]*>.*)");
    static const std::regex foreign(R"(\b(torch::|MPI_|sqlite3|pybind11|CLI::|nlohmann))");
    static const std::regex foreign_to_cli(R"(\b(torch::|MPI_|sqlite3|pybind11))");
    Problems problems;
    const bool is_library = file.path.starts_with("regimes/");
    const auto lines = lines_of(file.text);
    for (std::size_t n = 0; n < lines.size(); ++n) {
        const std::string line = without_comment(lines[n]);
        if (std::regex_search(line, is_library ? foreign : foreign_to_cli) ||
            (is_library && std::regex_match(line, library_include))) {
            problems.push_back(place(file, n) + "a header shows a foreign library: " + line);
        }
    }
    return problems;
}

}  // namespace regimes::codebase

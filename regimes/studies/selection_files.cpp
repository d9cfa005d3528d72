// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/selection_files.hpp"

#include <fmt/format.h>

#include "regimes/core/csv_cell.hpp"
#include "regimes/data/npy.hpp"
#include "regimes/data/output_file.hpp"
#include "regimes/studies/fit_record.hpp"
#include "regimes/studies/sample_table.hpp"

namespace regimes {

namespace {

/// Name, coefficient in the units of x and y, share of the folds that select it; the largest first.
std::string selected_csv(const SelectionRecord& record) {
    std::string text = "feature,coefficient,share_of_folds\n";
    if (record.scaling.intercept) {
        text += fmt::format("(intercept),{},1\n", record.selection.model.intercept);
    }
    const auto all = static_cast<std::size_t>(record.features);
    for (const Index i : largest_coefficients(record.selection.trained, all)) {
        text += fmt::format("{},{},{:.4g}\n", csv_cell(feature_name(record.names, i)),
                            record.selection.model.coefficients[i],
                            record.selection.selections[static_cast<std::size_t>(i)]);
    }
    return text;
}

using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

}  // namespace

std::vector<AnswerFile> selection_files(const std::shared_ptr<const SelectionRecord>& record) {
    if (record->selection.candidates.empty()) return {};
    const auto coefficients = [record](const std::filesystem::path& path) {
        write_npy(path, RowMatrix(record->selection.model.coefficients.transpose()));
    };
    const auto path_file = [record](const std::filesystem::path& path) {
        const auto& trained = record->selection.path.trained;
        RowMatrix rows(static_cast<Index>(trained.size()), record->features);
        for (std::size_t k = 0; k < trained.size(); ++k) {
            rows.row(static_cast<Index>(k)) = trained[k];
        }
        write_npy(path, rows);
    };
    const auto selected = [record](const std::filesystem::path& path) {
        OutputFile file(path);
        file.write(selected_csv(*record));
        file.close();
    };
    return {
        {"coefficients.npy", coefficients}, {"path.npy", path_file}, {"selected.csv", selected}};
}

}  // namespace regimes

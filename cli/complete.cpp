// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <optional>

#include "cli/complete_output.hpp"
#include "cli/complete_run.hpp"
#include "cli/output.hpp"
#include "cli/output_folder.hpp"
#include "cli/verb.hpp"
#include "regimes/data/npy.hpp"
#include "regimes/report/completion_page.hpp"

namespace regimes::cli {

namespace {

void stage_files(OutputFolder& folder, const CompletionRecord& record,
                 const nlohmann::ordered_json& json) {
    std::vector<Matrix> matrices;
    for (const CompletedPoint& point : record.points) matrices.push_back(point.matrix);
    write_npy(folder.stage("completed.npy"), matrices);
    write_npy(folder.stage("endpoints.npy"),
              std::vector{record.minimum_frobenius.matrix, record.minimum_nuclear.matrix});
    folder.stage_text("report.html", completion_page(record));
    folder.stage_text("complete.json", json.dump(2) + "\n");
}

class Complete final : public Verb {
public:
    std::string_view name() const override { return "complete"; }
    std::string_view summary() const override {
        return "Fill in a matrix by training a factorisation U V^T started at scale alpha";
    }
    std::string_view example() const override {
        return "regimes complete --matrix ratings.csv --log10-alpha 1:-6:15 --out completed";
    }
    void add_options(CLI::App& app) override { arguments_.add_to(app); }

    ExitCode run() override {
        const CompleteOptions options = arguments_.settle();
        std::optional<OutputFolder> folder;
        if (!options.out.empty()) folder.emplace(options.out);
        const CompletionRecord record = run_complete(read_problem(options), options);
        const nlohmann::ordered_json json = complete_json(record, options);

        std::string places;
        if (folder) {
            stage_files(*folder, record, json);
            folder->commit();
            for (const auto& file : folder->files()) places += "  " + file.string() + "\n";
        }
        if (options.json) {
            print(json.dump() + "\n");
        } else {
            print(complete_text(record, options) + (places.empty() ? "" : "\nWritten:\n" + places));
        }
        const std::string unfinished = unfinished_text(record);
        fmt::print(stderr, "{}", unfinished);
        return unfinished.empty() ? ExitCode::done : ExitCode::unfinished;
    }

private:
    CompleteArguments arguments_;
};

}  // namespace

std::unique_ptr<Verb> make_complete() { return std::make_unique<Complete>(); }

}  // namespace regimes::cli

// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "cli/output_folder.hpp"
#include "cli/sweep_folder.hpp"
#include "cli/temporary_folder.hpp"
#include "cli/train_output.hpp"
#include "cli/training_runs.hpp"
#include "cli/vega_folder.hpp"
#include "cli/verb.hpp"
#include "regimes/data/npy.hpp"

namespace regimes::cli {

namespace {

void stage_files(OutputFolder& folder, const TrainRecord& record, const TrainOptions& options,
                 const TrainData& data) {
    for (std::size_t k = 0; k < record.runs.size(); ++k) {
        const auto& traces = record.runs[k].result.traces;
        const auto parameters = traces.find("parameters");
        if (parameters == traces.end()) continue;
        const Vector w = Eigen::Map<const Vector>(parameters->second.data(),
                                                  static_cast<Index>(parameters->second.size()));
        write_npy(folder.stage(fmt::format("parameters_{}.npy", k + 1)), w);
    }
    folder.stage_text("report.html", train_page(record, options, data));
    folder.stage_text("train.json", train_json(record, options, data).dump(2) + "\n");
}

class Train final : public Verb {
public:
    std::string_view name() const override { return "train"; }
    std::string_view summary() const override {
        return "Trains a ReLU network from scales alpha: where it lands, and how lazy it was";
    }
    std::string_view example() const override {
        return "regimes train --data fashion-mnist --samples 2000 --alpha 0.1,1,10 --out trained";
    }
    void add_options(CLI::App& app) override { arguments_.add_to(app); }

    ExitCode run() override {
        const TrainOptions options = arguments_.settle();
        const TrainData data = read_data(options);
        run_options(options, data);  // what does not go with the data is told before any file
        catch_interrupts();          // from here on there is something to be taken away
        if (options.out.empty()) {
            const TemporaryFolder folder;
            RunStore store = open_store(folder.path());
            return deliver(run_train(options, data, store), options, data, "");
        }
        find_vega();  // a wrong REGIMES_VEGA is told before minutes of computing
        OutputFolder folder(options.out, "train");
        folder.make();
        RunStore store = open_store(options.out);
        const TrainRecord record = run_train(options, data, store);
        if (!record.runs.empty()) stage_files(folder, record, options, data);
        folder.commit();
        std::string places = fmt::format("\nWritten:\n  {}\n", store_in(options.out).string());
        for (const auto& file : folder.files()) places += fmt::format("  {}\n", file.string());
        return deliver(record, options, data, places);
    }

private:
    static ExitCode deliver(const TrainRecord& record, const TrainOptions& options,
                            const TrainData& data, const std::string& places) {
        if (options.json) {
            print(train_json(record, options, data).dump() + "\n");
        } else {
            print(train_text(record, options, data) + places);
        }
        const std::string remarks =
            unfinished_text("train", record.runs) +
            cancelled_text("train", record.runs.size(), record.summary, !places.empty());
        fmt::print(stderr, "{}", remarks);
        return remarks.empty() ? ExitCode::done : ExitCode::unfinished;
    }

    TrainArguments arguments_;
};

}  // namespace

std::unique_ptr<Verb> make_train() { return std::make_unique<Train>(); }

}  // namespace regimes::cli

// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "cli/output_folder.hpp"
#include "cli/probe_output.hpp"
#include "cli/sweep_folder.hpp"
#include "cli/temporary_folder.hpp"
#include "cli/training_runs.hpp"
#include "cli/vega_folder.hpp"
#include "cli/verb.hpp"

namespace regimes::cli {

namespace {

class ProbeVerb final : public Verb {
public:
    std::string_view name() const override { return "probe"; }
    std::string_view summary() const override {
        return "Your own network: lazy or rich, and at which scale the transition lies";
    }
    std::string_view example() const override {
        return "regimes probe model.pt --data fashion-mnist --samples 2000 --test-samples 1000 "
               "--out probed";
    }
    void add_options(CLI::App& app) override { arguments_.add_to(app); }

    ExitCode run() override {
        const ProbeOptions options = arguments_.settle();
        const ProbeInput input = read_probe_input(options);
        run_options(options, input);  // what does not go with the data is told before any file
        catch_interrupts();           // from here on there is something to be taken away
        if (options.out.empty()) {
            const TemporaryFolder folder;
            RunStore store = open_store(folder.path());
            return deliver(run_probe(options, input, store), options, input, "");
        }
        find_vega();  // a wrong REGIMES_VEGA is told before minutes of computing
        OutputFolder folder(options.out, "probe");
        folder.make();
        RunStore store = open_store(options.out);
        const ProbeRecord record = run_probe(options, input, store);
        if (record.count() > 0) {
            folder.stage_text("report.html", probe_page(record, options, input));
            folder.stage_text("probe.json", probe_json(record, options, input).dump(2) + "\n");
        }
        folder.commit();
        std::string places = fmt::format("\nWritten:\n  {}\n", store_in(options.out).string());
        for (const auto& file : folder.files()) places += fmt::format("  {}\n", file.string());
        return deliver(record, options, input, places);
    }

private:
    static ExitCode deliver(const ProbeRecord& record, const ProbeOptions& options,
                            const ProbeInput& input, const std::string& places) {
        if (options.json) {
            print(probe_json(record, options, input).dump() + "\n");
        } else {
            print(probe_text(record, options, input) + places);
        }
        std::string remarks;
        for (const ProbedStep& step : record.steps) {
            remarks += unfinished_text("probe", step.runs, record.steps.size() > 1);
        }
        remarks += cancelled_text("probe", record.count(), record.summary, !places.empty());
        fmt::print(stderr, "{}", remarks);
        return remarks.empty() ? ExitCode::done : ExitCode::unfinished;
    }

    ProbeArguments arguments_;
};

}  // namespace

std::unique_ptr<Verb> make_probe() { return std::make_unique<ProbeVerb>(); }

}  // namespace regimes::cli

// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/study_sweep.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <utility>

namespace regimes {

namespace {

constexpr const char* digest_name = "data_digest";

/// Runs points of a study on data that are read once; called from many threads.
class StudyRunner {
public:
    StudyRunner(const Study& study, std::filesystem::path folder)
        : study_(study), folder_(std::move(folder)) {}

    /// The point as it is kept: complete, and with the digest of its data.
    Parameters complete(const Parameters& task) {
        const Settings settings(study_.fields(), task);
        study_.validate(settings);
        Parameters point = settings.key();
        for (const Field& field : study_.fields()) {
            if (field.role == FieldRole::file && settings.has(field.name)) {
                point[field.name] = settings.text(field.name);
            }
        }
        for (const auto& [name, value] : task) {  // such as coefficients, which a run keeps
            if (meant_field(study_.fields(), name).role == FieldRole::effort) {
                point[name] = value;
            }
        }
        point[digest_name] = read(settings).digest;
        return point;
    }

    RunResult run(Parameters point, Observer* observer) {
        point.erase(digest_name);
        const Settings settings(study_.fields(), point);
        return study_.run(*read(settings).data, settings, observer);
    }

private:
    struct Read {
        std::shared_ptr<const StudyData> data;
        std::string digest;
    };

    const Read& read(Settings settings) {
        Parameters sources;
        for (const Field& field : study_.fields()) {
            if (!settings.has(field.name)) continue;
            if (field.role == FieldRole::file) {
                const auto path = folder_ / settings.text(field.name);
                settings.set(field.name, path.string());
                sources[field.name] = path.string();
            } else if (field.shapes_data) {
                sources[field.name] = settings.key_value(field);
            }
        }
        const std::scoped_lock lock(mutex_);
        Read& read = cache_[canonical_text(sources)];
        if (!read.data) {
            read.data = study_.read(settings);
            read.digest = read.data->digest();
        }
        return read;
    }

    const Study& study_;
    std::filesystem::path folder_;
    std::mutex mutex_;
    std::map<std::string, Read> cache_;
};

}  // namespace

SweepPlan plan_study_sweep(const Study& study, const std::vector<Parameters>& tasks,
                           const std::filesystem::path& folder) {
    const auto runner = std::make_shared<StudyRunner>(study, folder);
    SweepPlan plan{study.name(), study.version(), {}, {}};
    for (const Parameters& task : tasks) plan.tasks.push_back(runner->complete(task));
    plan.run = [runner](const Parameters& point, Observer* observer) {
        return runner->run(point, observer);
    };
    return plan;
}

}  // namespace regimes

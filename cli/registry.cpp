// SPDX-License-Identifier: BSD-3-Clause
#include "cli/study_verb.hpp"
#include "cli/verb.hpp"

namespace regimes::cli {

namespace {

std::unique_ptr<Verb> make_fit() { return make_study_verb(interpolation_study()); }
std::unique_ptr<Verb> make_train() { return make_study_verb(train_study()); }
std::unique_ptr<Verb> make_probe() { return make_study_verb(probe_study()); }
std::unique_ptr<Verb> make_complete() { return make_study_verb(completion_study()); }

}  // namespace

const std::vector<MakeVerb>& verbs() {
    static const std::vector<MakeVerb> list = {
        make_fit,    make_complete, make_train, make_probe, make_reproduce,
        make_report, make_sweep,    make_merge, make_data,  make_doctor};
    return list;
}

}  // namespace regimes::cli

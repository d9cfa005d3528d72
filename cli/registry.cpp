// SPDX-License-Identifier: BSD-3-Clause
#include "cli/verb.hpp"
#include "cli/verbs/study_verb.hpp"

namespace regimes::cli {

namespace {

std::vector<MakeVerb> make_list() {
    std::vector<MakeVerb> list;
    for (const Study* study : studies()) {
        list.emplace_back([study] { return make_study_verb(*study); });
    }
    for (const auto make : {make_predict, make_reproduce, make_report, make_sweep, make_merge,
                            make_data, make_doctor}) {
        list.emplace_back(make);
    }
    return list;
}

}  // namespace

const std::vector<MakeVerb>& verbs() {
    static const std::vector<MakeVerb> list = make_list();
    return list;
}

}  // namespace regimes::cli

// SPDX-License-Identifier: BSD-3-Clause
#include "cli/verb.hpp"

namespace regimes::cli {

const std::vector<MakeVerb>& verbs() {
    static const std::vector<MakeVerb> list = {
        make_fit,    make_complete, make_train, make_probe, make_reproduce,
        make_report, make_sweep,    make_merge, make_data,  make_doctor};
    return list;
}

}  // namespace regimes::cli

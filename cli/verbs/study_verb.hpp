// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>

#include "cli/verb.hpp"
#include "regimes/studies/study.hpp"

namespace regimes::cli {

/// A study as a verb: options from its fields, its answer as text, JSON, page and files.
std::unique_ptr<Verb> make_study_verb(const Study& study);

}  // namespace regimes::cli

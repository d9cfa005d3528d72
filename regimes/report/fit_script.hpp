// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

namespace regimes {

/// The script of the fit page: a slider that shows one alpha at a time, taken from the cells of the
/// strips. The page is complete without it.
std::string_view fit_script();

}  // namespace regimes

// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace regimes::cli {

/// From here on the first Ctrl-C (or SIGTERM) only asks the computation to stop; the second ends
/// the program at once.
void catch_interrupts();

/// True once the first one has come.
bool interrupted();

}  // namespace regimes::cli

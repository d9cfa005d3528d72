// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>

namespace regimes {

/// Runs task(0), ..., task(count - 1) on up to `threads` threads (0: all cores); returns when all
/// are done and then rethrows the exception of the lowest lane that threw.
///
/// The caller fixes `count` by the problem alone and combines results in index order, so the number
/// of threads never shows in a result. A build with REGIMES_THREADS=OFF runs the tasks in order.
void parallel_for(int count, int threads, const std::function<void(int)>& task);

}  // namespace regimes

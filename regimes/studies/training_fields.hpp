// SPDX-License-Identifier: BSD-3-Clause
// The fields that every study of training a network has, and what they mean.
#pragma once

#include "regimes/studies/network_run.hpp"
#include "regimes/studies/settings.hpp"

namespace regimes {

/// alpha, with a default of alpha itself; |log10 alpha| <= 30, since float ends at 1e38.
Field training_scale_field(std::string list_default, std::string meaning);

Field loss_field();
Field loss_tolerance_field();
Field batch_size_field();
Field max_steps_field(long default_value);
Field seed_field(std::string meaning);
Field kernel_samples_field();
Field kernel_memory_field();
Field threads_field(std::string meaning);
Field sample_count_field(std::string name, std::string what);

/// "{a} and {b}: both given, one expected" for the first of `others` that is given beside `field`.
void refuse_beside(const Settings& settings, const char* field,
                   const std::vector<const char*>& others);
/// Of targets: exactly one of y and labels; test files of the same kind, all or none. `samples` is
/// the field of held-out samples.
void check_targets(const Settings& settings, const char* samples);

/// squared or cross-entropy: what was given, or what suits classes or numbers.
/// Errors: FieldError for cross-entropy without classes.
std::string loss_of(const Settings& settings, bool has_classes);

/// A number above 0, or 0 where it is to be chosen.
double number_or_chosen(const Settings& settings, const std::string& name);
/// Puts what was left to be chosen into settings, as far as the data decide it: loss, batch size
/// (all samples if there are fewer than usual; 0 means all), kernel samples.
/// Errors: FieldError if there are not so many samples.
void resolve_training(Settings& settings, const NetworkData& data, bool has_classes, Index outputs);
/// What both studies ask of a run, its step size and linearised network left out.
/// Domain: resolved settings.
NetworkRunOptions run_options_of(const Settings& settings);
Precision precision_of(const std::string& name);

/// As many threads as asked for; 0: one for each core.
int threads_or_all(int threads);

}  // namespace regimes

// SPDX-License-Identifier: BSD-3-Clause
// The samples that a network is trained on and judged by, of data sets or the user's files.
#pragma once

#include <string>
#include <vector>

#include "regimes/studies/network_run.hpp"
#include "regimes/studies/study.hpp"

namespace regimes {

/// What the studies of training work on.
class TrainingData : public StudyData {
public:
    std::string name;  ///< of the data set, or of the file of samples
    SampleArray x;
    SampleArray x_test;
    NetworkData network;  ///< views the above
    Index outputs = 0;    ///< of the network, for each sample

    std::string digest() const override;
};

/// Samples with their targets: labels, or numbers.
struct TargetedSamples {
    std::string name;         ///< of the data set or file
    std::string labels_name;  ///< of the file of labels
    SampleArray x;
    std::vector<int> labels;
    Vector numbers;
    Index outputs = 0;  ///< numbers of each sample
};

/// To train on and, perhaps, to be judged by.
struct SampleSplit {
    TargetedSamples training;
    TargetedSamples test;  ///< no samples: nothing is held out
    Index classes = 0;     ///< of a data set; 0 for files
};

/// How a study calls its fields of samples.
struct SampleFields {
    const char* x;     ///< a file
    const char* test;  ///< a file of held-out samples
};

/// Reads what the settings name: the data set `data`, or files in the fields given here and in
/// labels, y, test_labels, test_y; of all, the first `samples` and `test_samples`, in
/// `sample_shape`, or with the last `hold_out` for tests, where the study has such fields.
/// Errors: FileError; FieldError where files and settings do not agree.
SampleSplit read_split(const Settings& settings, const SampleFields& fields);

/// Puts the samples into `data`, whose outputs are known. `limit` says what a label must stay
/// below ("the last of the 10 outputs of model.pt").
/// Errors: FieldError naming a label that does not.
void put(SampleSplit&& samples, const Settings& settings, const std::string& limit,
         TrainingData& data);

/// True if this is the name of an image data set.
bool names_data_set(const std::string& name);

/// True if the samples have classes, false for numbers.
bool has_classes(const Settings& settings);

}  // namespace regimes

// SPDX-License-Identifier: BSD-3-Clause
// The samples that a network is trained on and judged by, of data sets or the user's files.
#pragma once

#include <string>
#include <vector>

#include "regimes/studies/label_files.hpp"
#include "regimes/studies/network_run.hpp"
#include "regimes/studies/study.hpp"
#include "regimes/studies/training_output.hpp"

namespace regimes {

/// What the studies of training work on.
class TrainingData : public StudyData {
public:
    std::string name;  ///< of the data set, or of the file of samples
    SampleArray x;
    SampleArray x_test;
    NetworkData network;             ///< views the above
    Index outputs = 0;               ///< of the network, for each sample
    LabelWords classes;              ///< as people call them; none for numbers
    std::vector<std::string> notes;  ///< on what was read

    std::string digest() const override;
};

/// Samples with their targets: labels, or numbers.
struct TargetedSamples {
    std::string name;         ///< of the data set or file
    std::string labels_name;  ///< of the file of labels
    SampleArray x;
    std::vector<int> labels;  ///< of a data set
    LabelWords words;         ///< labels of files
    Vector numbers;
    Index outputs = 0;  ///< numbers of each sample
};

/// To train on and, perhaps, to be judged by.
struct SampleSplit {
    TargetedSamples training;
    TargetedSamples test;  ///< no samples: nothing is held out
    LabelWords classes;    ///< of a data set; none for files
    LabelWords words;      ///< of all samples in the file of training samples
    std::vector<std::string> notes;
};

/// How a study calls its fields of samples.
struct SampleFields {
    const char* x;     ///< a file
    const char* test;  ///< a file of held-out samples
};

/// Reads what the settings name: the data set `data`, or files in the fields given here and in
/// labels, y, test_labels, test_y, or `target` in the first; of all, the first `samples` and
/// `test_samples`, in `sample_shape`, or with the last `hold_out` for tests, where the study has
/// such fields.
/// Errors: FileError; FieldError where files and settings do not agree.
SampleSplit read_split(const Settings& settings, const SampleFields& fields);

/// Puts the samples into `data`, whose outputs and classes are known. `of` says whose classes they
/// are.
/// Errors: FieldError naming a label that is none of them.
void put(SampleSplit&& samples, const Settings& settings, const std::string& of,
         TrainingData& data);

/// What a study of training says of its classes, if there are any, and of what was read: lines for
/// people, members for programs.
void add_data(TrainingReport& report, const TrainingData& data);

/// True if this is the name of an image data set.
bool names_data_set(const std::string& name);

/// True if the samples have classes, false for numbers.
bool has_classes(const Settings& settings);

}  // namespace regimes

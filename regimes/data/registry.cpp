// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/data_sets.hpp"

namespace regimes {

// clang-format off
const std::vector<ImageDataSet>& image_data_sets() {
    static const std::vector<ImageDataSet> sets = {
        // Xiao, Rasul, Vollgraf, arXiv:1708.07747, table 2.
        {"fashion-mnist", 28, 28,
         {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
          "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"},
         {6000, 6000, 6000, 6000, 6000, 6000, 6000, 6000, 6000, 6000},
         {1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000},
         "/usr/share/datasets/fashion-mnist",
         "install the Debian package dataset-fashion-mnist, or put the four files of "
         "https://github.com/zalandoresearch/fashion-mnist into data/fashion-mnist"},
        // LeCun, Bottou, Bengio, Haffner, Proceedings of the IEEE 86(11), 1998.
        {"mnist", 28, 28,
         {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
         {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949},
         {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009},
         "",
         "run scripts/fetch-data mnist where the source of Regimes is, or put its four files, for "
         "example those of https://ossci-datasets.s3.amazonaws.com/mnist, into data/mnist"},
    };
    return sets;
}
// clang-format on

}  // namespace regimes

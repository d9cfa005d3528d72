// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/data_sets.hpp"

namespace regimes {

namespace {

// clang-format off
// LeCun, Bottou, Bengio, Haffner, Proceedings of the IEEE 86(11), 1998.
ImageDataSet mnist() {
    return {
        .name = "mnist",
        .format = ImageFormat::idx,
        .channels = 1,
        .rows = 28,
        .columns = 28,
        .classes = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
        .training_images = {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949},
        .test_images = {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009},
        .training_files = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte"},
        .test_files = {"t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"},
        .archive_folder = "",
        .usual_folder = "",
        .how_to_get =
            "run scripts/fetch-data mnist where the source of Regimes is, or put its four files, "
            "for example those of https://ossci-datasets.s3.amazonaws.com/mnist, into data/mnist",
    };
}

// Xiao, Rasul, Vollgraf, arXiv:1708.07747, table 2.
ImageDataSet fashion_mnist() {
    ImageDataSet set = mnist();
    set.name = "fashion-mnist";
    set.classes = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                   "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"};
    set.training_images.fill(6000);
    set.test_images.fill(1000);
    set.usual_folder = "/usr/share/datasets/fashion-mnist";
    set.how_to_get =
        "install the Debian package dataset-fashion-mnist, or put the four files of "
        "https://github.com/zalandoresearch/fashion-mnist into data/fashion-mnist";
    return set;
}

// Krizhevsky, "Learning multiple layers of features from tiny images", 2009, chapter 3.
ImageDataSet cifar10() {
    ImageDataSet set = {
        .name = "cifar10",
        .format = ImageFormat::cifar,
        .channels = 3,
        .rows = 32,
        .columns = 32,
        .classes = {"airplane", "automobile", "bird", "cat", "deer",
                    "dog", "frog", "horse", "ship", "truck"},
        .training_images = {},
        .test_images = {},
        .training_files = {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
                           "data_batch_4.bin", "data_batch_5.bin"},
        .test_files = {"test_batch.bin"},
        .archive_folder = "cifar-10-batches-bin",
        .usual_folder = "",
        .how_to_get =
            "unpack https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz in data, which makes "
            "data/cifar-10-batches-bin (data/cifar10 is found too)",
    };
    set.training_images.fill(5000);
    set.test_images.fill(1000);
    return set;
}

// The first 1000 images of each file; the classes as counted there.
ImageDataSet cifar10_subset() {
    ImageDataSet set = cifar10();
    set.name = "cifar10-subset";
    set.training_images = {508, 515, 478, 484, 527, 469, 497, 512, 518, 492};
    set.test_images = {103, 89, 100, 103, 90, 86, 112, 102, 106, 109};
    set.archive_folder = "";
    set.how_to_get =
        "get cifar10 and write the first 1000 images of each of its six files, which is what "
        "head -c 3073000 prints of it, to a file of the same name in data/cifar10-subset";
    return set;
}
// clang-format on

}  // namespace

const std::vector<ImageDataSet>& image_data_sets() {
    static const std::vector<ImageDataSet> sets = {fashion_mnist(), mnist(), cifar10(),
                                                   cifar10_subset()};
    return sets;
}

}  // namespace regimes

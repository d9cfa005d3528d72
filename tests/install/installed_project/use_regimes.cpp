// SPDX-License-Identifier: BSD-3-Clause
#include <filesystem>
#include <regimes/regimes.hpp>

int main() {
    const std::filesystem::path path = std::filesystem::temp_directory_path() / "use_regimes.npy";
    const regimes::Matrix written{{1.0, 2.0}, {3.0, 4.0}};
    regimes::write_npy(path, written);
    const bool same = regimes::read_table(path).view()(1, 0) == 3.0;
    std::filesystem::remove(path);
    return same ? 0 : 1;
}

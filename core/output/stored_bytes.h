#pragma once

#include "core/base/result.h"
#include "core/base/unique_fd.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tw {

/// The bytes of one stream, exactly as they came: in a file, and from the first failed write on in
/// memory, where only the last `kMemoryLimit` are kept. Offsets count all bytes ever appended.
class StoredBytes
{
public:
    static constexpr std::size_t kMemoryLimit = 16 * 1024 * 1024;

    /// `file` as createPrivateFile() makes it.
    explicit StoredBytes(UniqueFd file) : m_file(std::move(file)) {}

    /// The error of the write that made this the last one to the file; then never again.
    [[nodiscard]] std::optional<Error> append(std::string_view bytes);

    /// Fills `buffer` from `offset` on; the count read is smaller at the end and where bytes were
    /// dropped.
    [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, std::span<char> buffer) const;

    [[nodiscard]] std::uint64_t size() const { return m_size; }
    [[nodiscard]] std::uint64_t droppedBytes() const { return m_dropped; }

private:
    void keepInMemory(std::string_view bytes);

    UniqueFd m_file{};
    std::uint64_t m_size{0};
    std::uint64_t m_inFile{0};
    std::uint64_t m_dropped{0};
    bool m_hasFailed{false};
    /// The bytes from m_inFile + m_dropped to m_size.
    std::string m_memory{};
};

} // namespace tw

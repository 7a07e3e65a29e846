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

// Files and directories that only we may read, and reads and writes without EINTR and short counts.

/// What a write did: all bytes, or some of them and the reason.
struct Written
{
    std::size_t bytes{0};
    std::optional<Error> error{};
};

/// Creates a file of mode 0600 for reading and appending; fails where anything has that name, also
/// a dangling link.
[[nodiscard]] Result<UniqueFd> createPrivateFile(const std::string& path);

/// Creates a file for a user's output as a shell's `>` does, or empties the one that is there.
[[nodiscard]] Result<UniqueFd> createOutputFile(const std::string& path);

/// Opens a regular file for reading; no link is followed in the last part of the path.
[[nodiscard]] Result<UniqueFd> openForReading(const std::string& path);

/// Writes until all is written or an error comes. On a descriptor that would block: EAGAIN.
[[nodiscard]] Written writeAll(const UniqueFd& file, std::string_view bytes);

/// One read(2). Nothing: it would block. 0: the end.
[[nodiscard]] Result<std::optional<std::size_t>> readSome(const UniqueFd& file,
                                                          std::span<char> buffer);

/// Reads at an offset until `buffer` is full or the file ends; the count read.
[[nodiscard]] Result<std::size_t>
readAt(const UniqueFd& file, std::uint64_t offset, std::span<char> buffer);

/// Size of an open file in bytes.
[[nodiscard]] Result<std::uint64_t> fileSize(const UniqueFd& file);

/// mkdir(2) with mode 0700; fails where the name is taken.
[[nodiscard]] Result<void> makePrivateDirectory(const std::string& path);

/// The same for the parts of `path` that are missing. A directory that was there stays as it is.
[[nodiscard]] Result<void> makePrivateDirectories(const std::string& path);

/// mkdtemp(3): a new directory `<parent>/<prefix>XXXXXX` of mode 0700.
[[nodiscard]] Result<std::string> makeTemporaryDirectory(const std::string& parent,
                                                         const std::string& prefix);

[[nodiscard]] Result<void> removeFile(const std::string& path);

/// rmdir(2): only an empty one.
[[nodiscard]] Result<void> removeDirectory(const std::string& path);

} // namespace tw

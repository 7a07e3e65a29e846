#pragma once

#include "core/base/result.h"
#include "core/output/line.h"
#include "core/output/line_index.h"
#include "core/output/stored_bytes.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// All that one launch wrote: the raw bytes of each stream in a file of its own, and an index of
/// the lines of both in order of arrival. Owned by the launch's LaunchOutput; loop's thread.
class LineStore
{
public:
    /// Longer lines are cut when read, not when stored.
    static constexpr std::size_t kLineLimit = 64 * 1024;
    /// lines() stops after this many bytes, so that an answer fits a frame.
    static constexpr std::size_t kAnswerLimit = 8 * 1024 * 1024;

    /// Creates `<directory>/<launch>.stdout` and `.stderr`, which must not be there.
    [[nodiscard]] static Result<LineStore> open(const std::string& directory, LaunchId launch);

    /// Removes the files of a launch that could not be started.
    static void remove(const std::string& directory, LaunchId launch);

    /// Stores bytes as they arrived. Where the files cannot be written any more it goes on in
    /// memory, see droppedBytes() and takeError().
    void append(OutputStream stream, std::string_view bytes, Time now);

    /// Lines from index `first` on: at most `count`, fewer at the end of the log and after
    /// kAnswerLimit bytes, but at least one where there is one. Bytes that were dropped are absent.
    [[nodiscard]] std::vector<Line> lines(std::uint64_t first, std::uint64_t count);

    [[nodiscard]] std::uint64_t lineCount() const { return m_index.size(); }
    [[nodiscard]] std::uint64_t byteCount(OutputStream stream) const;

    /// Bytes that can be found neither on disk nor in memory.
    [[nodiscard]] std::uint64_t droppedBytes() const;

    /// The lowest index of a line that was added or grew since the last call; lineCount() where
    /// there is none.
    [[nodiscard]] std::uint64_t takeFirstChanged();

    /// What went wrong first, once.
    [[nodiscard]] std::optional<Error> takeError();

private:
    /// One stream: its bytes, and its last line while no line feed has come.
    struct Stored
    {
        StoredBytes bytes;
        std::optional<std::uint64_t> openLine{};
    };

    LineStore(StoredBytes out, StoredBytes err);

    Stored& stored(OutputStream stream) { return m_streams[static_cast<std::size_t>(stream)]; }
    void addToIndex(OutputStream stream, std::string_view bytes, Time now);
    [[nodiscard]] std::string readBytes(const IndexedLine& line);
    void noteError(const std::optional<Error>& error);

    std::array<Stored, 2> m_streams;
    LineIndex m_index{};
    std::uint64_t m_firstChanged{0};
    std::optional<Error> m_error{};
    bool m_hasError{false};
};

} // namespace tw

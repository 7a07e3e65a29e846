#include "core/output/line_store.h"

#include "core/kernel/file.h"

#include <algorithm>
#include <utility>

namespace tw {

namespace {

std::string pathOf(const std::string& directory, LaunchId launch, OutputStream stream)
{
    return directory + "/" + std::to_string(launch.value) + "." + streamName(stream);
}

} // namespace

Result<LineStore> LineStore::open(const std::string& directory, LaunchId launch)
{
    auto out = createPrivateFile(pathOf(directory, launch, OutputStream::Stdout));
    if (!out) {
        return tl::unexpected<Error>{out.error()};
    }
    auto err = createPrivateFile(pathOf(directory, launch, OutputStream::Stderr));
    if (!err) {
        (void)removeFile(pathOf(directory, launch, OutputStream::Stdout));
        return tl::unexpected<Error>{err.error()};
    }
    return LineStore{StoredBytes{std::move(*out)}, StoredBytes{std::move(*err)}};
}

void LineStore::remove(const std::string& directory, LaunchId launch)
{
    // Best effort: an empty file that stays is harmless but for its name.
    (void)removeFile(pathOf(directory, launch, OutputStream::Stdout));
    (void)removeFile(pathOf(directory, launch, OutputStream::Stderr));
}

LineStore::LineStore(StoredBytes out, StoredBytes err)
    : m_streams{Stored{std::move(out), std::nullopt}, Stored{std::move(err), std::nullopt}}
{}

void LineStore::append(OutputStream stream, std::string_view bytes, Time now)
{
    addToIndex(stream, bytes, now);
    noteError(stored(stream).bytes.append(bytes));
}

void LineStore::addToIndex(OutputStream stream, std::string_view bytes, Time now)
{
    Stored& to = stored(stream);
    std::uint64_t offset = to.bytes.size();
    while (!bytes.empty()) {
        if (!to.openLine) {
            to.openLine = m_index.add(stream, offset, now);
        }
        m_firstChanged = std::min(m_firstChanged, *to.openLine);
        const std::size_t lineFeed = bytes.find('\n');
        const bool isWhole = lineFeed != std::string_view::npos;
        m_index.grow(*to.openLine, isWhole ? lineFeed : bytes.size());
        if (!isWhole) {
            return;
        }
        to.openLine.reset();
        offset += lineFeed + 1;
        bytes.remove_prefix(lineFeed + 1);
    }
}

std::vector<Line> LineStore::lines(std::uint64_t first, std::uint64_t count)
{
    std::vector<Line> lines;
    std::size_t total = 0;
    std::uint64_t index = first;
    for (const IndexedLine& found : m_index.range(first, count)) {
        Line line;
        line.index = index++;
        line.number = found.number;
        line.stream = found.stream;
        line.time = found.time;
        line.bytes = readBytes(found);
        line.complete = stored(found.stream).openLine != line.index;
        total += line.bytes.size();
        lines.push_back(std::move(line));
        if (total >= kAnswerLimit) {
            break;
        }
    }
    return lines;
}

std::string LineStore::readBytes(const IndexedLine& line)
{
    std::string bytes(std::min<std::uint64_t>(line.length, kLineLimit), '\0');
    const auto count = stored(line.stream).bytes.read(line.offset, bytes);
    if (!count) {
        noteError(count.error());
    }
    bytes.resize(count.value_or(0));
    return bytes;
}

std::uint64_t LineStore::byteCount(OutputStream stream) const
{
    return m_streams[static_cast<std::size_t>(stream)].bytes.size();
}

std::uint64_t LineStore::droppedBytes() const
{
    return m_streams[0].bytes.droppedBytes() + m_streams[1].bytes.droppedBytes();
}

std::uint64_t LineStore::takeFirstChanged()
{
    return std::exchange(m_firstChanged, m_index.size());
}

std::optional<Error> LineStore::takeError()
{
    return std::exchange(m_error, std::nullopt);
}

void LineStore::noteError(const std::optional<Error>& error)
{
    if (error && !m_hasError) {
        m_error = Error{error->code, "store output: " + error->message};
        m_hasError = true;
    }
}

} // namespace tw

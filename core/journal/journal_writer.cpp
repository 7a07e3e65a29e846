#include "core/journal/journal_writer.h"

#include "core/journal/journal_format.h"
#include "core/kernel/file.h"
#include "core/wire/codec.h"

#include <utility>

#include <fmt/format.h>

namespace tw {

Result<JournalWriter> JournalWriter::create(const std::string& path)
{
    auto file = createPrivateFile(path);
    if (!file) {
        return tl::unexpected<Error>{file.error()};
    }
    if (const Written written = writeAll(*file, kJournalHeader); written.error) {
        return systemError("write " + path, written.error->code);
    }
    return JournalWriter{std::move(*file), path};
}

JournalWriter::JournalWriter(UniqueFd file, std::string path)
    : m_file(std::move(file))
    , m_path(std::move(path))
{}

Result<void> JournalWriter::append(const Event& event)
{
    if (m_isStopped) {
        return {};
    }
    const std::string payload = encode(event);
    if (payload.size() > kRecordLimit) {
        m_isStopped = true;
        return failure(
            fmt::format("write {}: event {} has {} bytes", m_path, event.sequence, payload.size()));
    }
    // One write for both parts: a reader that follows the file sees no half record for long.
    const Written written = writeAll(m_file, recordHeader(payload) + payload);
    if (written.error) {
        // Later events do not follow a gap: what is there reads as a whole up to here.
        m_isStopped = true;
        return systemError("write " + m_path, written.error->code);
    }
    return {};
}

} // namespace tw

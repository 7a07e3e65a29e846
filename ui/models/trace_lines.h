#pragma once

#include "core/stream/event.h"

#include <QHash>
#include <QString>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace tw {

/// A piece of a line's text.
struct TextRange
{
    qsizetype start{0};
    qsizetype length{0};

    bool operator==(const TextRange&) const = default;
};

/// A place in a source file that a line names.
struct SourceLink
{
    TextRange range{};
    QString file{};
    int line{0};

    bool operator==(const SourceLink&) const = default;
};

/// Which lines of the output belong to which stack trace. Owned by the log's model.
class TraceLines
{
public:
    void add(const TraceFound& found);

    /// The trace that holds line `number` of the stream, or nullptr.
    [[nodiscard]] const Trace*
    find(LaunchId launch, OutputStream stream, std::uint64_t number) const;

    /// Where `text` says "at FILE:LINE in" of a frame in one of the last traces.
    [[nodiscard]] std::optional<SourceLink> findPlace(const QString& text) const;

private:
    void addPlaces(const Trace& trace);

    struct Stream
    {
        LaunchId launch{};
        OutputStream stream{OutputStream::Stdout};

        auto operator<=>(const Stream&) const = default;
    };

    /// By the first line.
    std::map<Stream, std::map<std::uint64_t, std::unique_ptr<const Trace>>> m_traces{};
    /// Files by the places that people read ("pool.py:33").
    QHash<QString, QString> m_files{};
};

/// What a line of a trace says.
struct TraceLineParts
{
    std::optional<SourceLink> link{};
    /// The name of a function of the user's own code.
    std::optional<TextRange> function{};
    /// A frame of a library.
    bool isLibrary{false};
    /// The line that names the exception.
    bool isError{false};

    bool operator==(const TraceLineParts&) const = default;
};

/// Finds what the shown `text` of one line of `trace` says.
[[nodiscard]] TraceLineParts readTraceLine(const QString& text, const Trace& trace);

} // namespace tw

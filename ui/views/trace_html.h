#pragma once

#include "core/traces/trace.h"
#include "ui/views/log_colors.h"

#include <QString>
#include <QUrl>

namespace tw {

/// A trace to read: its type and message, its frames with links to their files, its parts below.
/// Frames of libraries are muted. Everything that came from output is escaped.
[[nodiscard]] QString traceHtml(const Trace& trace, const LogColors& colors);

/// What a link of traceHtml() leads to.
struct SourcePlace
{
    QString file{};
    int line{0};

    bool operator==(const SourcePlace&) const = default;
};

[[nodiscard]] SourcePlace sourcePlace(const QUrl& link);

} // namespace tw

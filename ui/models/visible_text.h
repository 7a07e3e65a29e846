#pragma once

#include <QString>

#include <string>

namespace tw {

/// Bytes of a process as one line that can act on nothing: control characters as their symbols,
/// marks that turn the direction of text as U+FFFD, what is not UTF-8 as well.
[[nodiscard]] QString visibleText(const std::string& bytes);

/// `text` as a tool tip that shows it as it is: Qt takes one that has a tag in it for rich text,
/// and what a process calls itself would be drawn, images included.
[[nodiscard]] QString plainToolTip(const QString& text);

} // namespace tw

#pragma once

#include "core/traces/trace.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace tw {

// What single lines of CPython's `traceback` module and of its C twins mean. All take the line
// from its first non-blank byte.

/// `File "PATH", line N, in NAME`; the name is missing at the place of a syntax error.
struct PythonFrameLine
{
    std::string_view file{};
    std::string_view function{};
    std::uint32_t line{0};
    bool hasFunction{false};

    [[nodiscard]] Frame toFrame() const;
};
[[nodiscard]] std::optional<PythonFrameLine> scanPythonFrame(std::string_view text);

/// `File "PATH", line N in NAME`, as faulthandler writes it.
[[nodiscard]] std::optional<PythonFrameLine> scanFaulthandlerFrame(std::string_view text);

/// "Dotted.Type: text" or "Dotted.Type".
struct PythonExceptionLine
{
    std::string_view type{};
    std::string_view message{};
};
[[nodiscard]] std::optional<PythonExceptionLine> scanPythonException(std::string_view text);

/// One of the types that the compiler raises, which are printed without a call stack.
[[nodiscard]] bool isCompilerError(std::string_view type);

[[nodiscard]] bool isTracebackHead(std::string_view text);
[[nodiscard]] bool isGroupHead(std::string_view text);

/// "multiprocessing.pool.RemoteTraceback:", followed by the other process's text in quotes.
[[nodiscard]] bool isRemoteMarker(std::string_view text);

/// What the sentence between two parts of a chain says of the first one.
[[nodiscard]] std::optional<TraceRelation> scanChainSentence(std::string_view text);

/// N of "[Previous line repeated N more times]".
[[nodiscard]] std::optional<std::uint32_t> scanRepetition(std::string_view text);

/// A line that announces a traceback and may name who wrote it.
struct PythonPreamble
{
    std::string_view writer{};
};
[[nodiscard]] std::optional<PythonPreamble> scanPythonPreamble(std::string_view text);

/// The lines that separate the members of an exception group.
enum class GroupRuler
{
    First,   ///< "+-+---------------- 1 ----------------"
    Sibling, ///< "+---------------- 2 ----------------"
    Closing, ///< "+------------------------------------"
};
[[nodiscard]] std::optional<GroupRuler> scanGroupRuler(std::string_view text);

} // namespace tw

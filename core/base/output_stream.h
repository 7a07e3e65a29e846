#pragma once

namespace tw {

/// Which of its two captured outputs a command wrote to.
enum class OutputStream
{
    Stdout,
    Stderr,
};

/// "stdout" or "stderr", as the report names them.
constexpr const char* streamName(OutputStream stream)
{
    return stream == OutputStream::Stdout ? "stdout" : "stderr";
}

} // namespace tw

#include "core/report/own_code.h"

#include <algorithm>
#include <array>

namespace tw {

namespace {

// Parts of paths that only installed or built-in code has, per runtime as it prints them. What
// Python calls "<string>" is `python -c`, which somebody typed.
constexpr std::array<std::string_view, 17> kLibraryParts{"/site-packages/",
                                                         "/dist-packages/",
                                                         "/lib/python",
                                                         "<frozen ",
                                                         "/node_modules/",
                                                         "node:",
                                                         "/usr/lib/",
                                                         "/usr/local/lib/",
                                                         "/usr/include/",
                                                         "/rustc/",
                                                         "/.cargo/",
                                                         "/go/pkg/mod/",
                                                         "/usr/local/go/",
                                                         "/lib/ruby/",
                                                         "/gems/",
                                                         "java.base/",
                                                         "/usr/share/"};

const Frame* firstOwnFrame(const Trace& trace)
{
    const auto isOwn
        = [](const Frame& frame) { return !frame.file.empty() && !isLibraryFile(frame.file); };
    const auto own = std::find_if(trace.frames.begin(), trace.frames.end(), isOwn);
    if (own != trace.frames.end()) {
        return &*own;
    }
    for (const Trace& child : trace.children) {
        if (const Frame* frame = firstOwnFrame(child)) {
            return frame;
        }
    }
    return nullptr;
}

} // namespace

bool isLibraryFile(std::string_view file)
{
    return std::any_of(kLibraryParts.begin(), kLibraryParts.end(), [file](std::string_view part) {
        return file.find(part) != std::string_view::npos;
    });
}

const Frame* ownFrame(const Trace& trace)
{
    if (const Frame* frame = firstOwnFrame(trace)) {
        return frame;
    }
    return trace.frames.empty() ? nullptr : &trace.frames.front();
}

} // namespace tw

#include "ui/models/own_code.h"

#include <algorithm>
#include <array>

namespace tw {
namespace {

// Parts of paths that only installed or built-in code has, per runtime as it prints them.
constexpr std::array<std::string_view, 17> kLibraryParts{"/site-packages/",
                                                         "/dist-packages/",
                                                         "/lib/python",
                                                         "<frozen ",
                                                         "<string>",
                                                         "/node_modules/",
                                                         "node:",
                                                         "/usr/lib/",
                                                         "/usr/include/",
                                                         "/rustc/",
                                                         "/.cargo/",
                                                         "/go/pkg/mod/",
                                                         "/usr/local/go/",
                                                         "/lib/ruby/",
                                                         "/gems/",
                                                         "java.base/",
                                                         "/usr/share/"};

const Frame* ownFrame(const Trace& trace)
{
    const auto isOwn
        = [](const Frame& frame) { return !frame.file.empty() && !isLibraryFile(frame.file); };
    const auto own = std::find_if(trace.frames.begin(), trace.frames.end(), isOwn);
    if (own != trace.frames.end())
        return &*own;
    for (const Trace& child : trace.children) {
        if (const Frame* frame = ownFrame(child))
            return frame;
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

const Frame* topOwnFrame(const Trace& trace)
{
    if (const Frame* frame = ownFrame(trace))
        return frame;
    return trace.frames.empty() ? nullptr : &trace.frames.front();
}

QString framePlace(const Frame& frame)
{
    const std::size_t slash = frame.file.rfind('/');
    QString place = QString::fromStdString(
        slash == std::string::npos ? frame.file : frame.file.substr(slash + 1));
    if (!place.isEmpty() && frame.line)
        place += u':' + QString::number(*frame.line);
    return place;
}

QString frameText(const Frame& frame)
{
    const QString place = framePlace(frame);
    const QString function = QString::fromStdString(frame.function);
    if (place.isEmpty())
        return function;
    return function.isEmpty() ? place : place + QStringLiteral(" in ") + function;
}

} // namespace tw

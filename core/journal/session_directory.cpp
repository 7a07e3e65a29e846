#include "core/journal/session_directory.h"

#include "core/kernel/file.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace tw {

namespace {

std::string environmentPath(const char* name)
{
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing of ours changes the environment
    const char* value = std::getenv(name);
    // Relative paths are ignored, as the XDG base directory specification asks.
    return value != nullptr && value[0] == '/' ? std::string{value} : std::string{};
}

/// "<launch>.stdout" or "<launch>.stderr", as LineStore names its files.
bool isOutputFile(std::string_view name)
{
    const std::size_t dot = name.find('.');
    const std::string_view number = name.substr(0, dot);
    const std::string_view ending = dot == std::string_view::npos ? "" : name.substr(dot);
    return !number.empty() && std::all_of(number.begin(), number.end(), [](unsigned char c) {
        return std::isdigit(c) != 0;
    }) && (ending == ".stdout" || ending == ".stderr");
}

void removeOutputFiles(const std::string& directory)
{
    std::error_code error;
    std::filesystem::directory_iterator entry{directory, error};
    for (; !error && entry != std::filesystem::directory_iterator{}; entry.increment(error)) {
        if (isOutputFile(entry->path().filename().native())) {
            (void)removeFile(entry->path().native());
        }
    }
}

} // namespace

Result<SessionDirectory> SessionDirectory::create(const std::string& path)
{
    if (const auto made = makePrivateDirectories(path); !made) {
        return tl::unexpected<Error>{made.error()};
    }
    SessionDirectory directory{path};
    const auto made = makePrivateDirectory(directory.outputPath());
    if (!made && made.error().code == EEXIST) {
        return failure("record a session in " + path + ": there is one already");
    }
    if (!made) {
        return tl::unexpected<Error>{made.error()};
    }
    return directory;
}

Result<SessionDirectory> SessionDirectory::openRecorded(const std::string& path)
{
    SessionDirectory directory{path};
    if (const auto journal = openForReading(directory.journalPath()); !journal) {
        return tl::unexpected<Error>{journal.error()};
    }
    return directory;
}

Result<SessionDirectory> SessionDirectory::createTemporary()
{
    std::string parent = environmentPath("TMPDIR");
    if (parent.empty()) {
        parent = "/tmp";
    }
    const auto path = makeTemporaryDirectory(parent, "treewarden-");
    if (!path) {
        return tl::unexpected<Error>{path.error()};
    }
    auto directory = create(*path);
    if (!directory) {
        (void)removeDirectory(*path);
        return directory;
    }
    directory->m_isTemporary = true;
    return directory;
}

Result<std::string> SessionDirectory::statePath(const std::string& id)
{
    std::string state = environmentPath("XDG_STATE_HOME");
    if (state.empty()) {
        const std::string home = environmentPath("HOME");
        if (home.empty()) {
            return failure("find a place for sessions: neither XDG_STATE_HOME nor HOME is set");
        }
        state = home + "/.local/state";
    }
    return state + "/treewarden/sessions/" + id;
}

SessionDirectory::SessionDirectory(SessionDirectory&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_isTemporary(std::exchange(other.m_isTemporary, false))
{}

SessionDirectory& SessionDirectory::operator=(SessionDirectory&& other) noexcept
{
    if (this != &other) {
        removeIfTemporary();
        m_path = std::move(other.m_path);
        m_isTemporary = std::exchange(other.m_isTemporary, false);
    }
    return *this;
}

SessionDirectory::~SessionDirectory()
{
    removeIfTemporary();
}

std::string SessionDirectory::journalPath() const
{
    return m_path + "/events.twj";
}

std::string SessionDirectory::outputPath() const
{
    return m_path + "/output";
}

void SessionDirectory::removeIfTemporary() noexcept
{
    if (!m_isTemporary) {
        return;
    }
    // What cannot be removed stays in the temporary directory, where it is looked for.
    removeOutputFiles(outputPath());
    (void)removeDirectory(outputPath());
    (void)removeFile(journalPath());
    (void)removeDirectory(m_path);
}

} // namespace tw

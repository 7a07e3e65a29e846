#pragma once

#include "core/base/result.h"

#include <string>
#include <utility>

namespace tw {

/// Where one session is recorded: the journal, and the output of each launch. Folders are 0700,
/// files 0600. A temporary one goes with its owner, together with what was created in it by the
/// names below; anything else in it is left, and then the directory too.
class SessionDirectory
{
public:
    /// At `path`, made with the parents that are missing; one that is there is used as it is,
    /// unless it holds a session.
    [[nodiscard]] static Result<SessionDirectory> create(const std::string& path);

    /// One of a session that was recorded; nothing in it is changed.
    [[nodiscard]] static Result<SessionDirectory> openRecorded(const std::string& path);

    /// In $TMPDIR, else /tmp.
    [[nodiscard]] static Result<SessionDirectory> createTemporary();

    /// `$XDG_STATE_HOME/treewarden/sessions/<id>`, else below `$HOME/.local/state`.
    [[nodiscard]] static Result<std::string> statePath(const std::string& id);

    SessionDirectory(SessionDirectory&& other) noexcept;
    SessionDirectory& operator=(SessionDirectory&& other) noexcept;
    SessionDirectory(const SessionDirectory&) = delete;
    SessionDirectory& operator=(const SessionDirectory&) = delete;
    ~SessionDirectory();

    [[nodiscard]] const std::string& path() const { return m_path; }
    [[nodiscard]] std::string journalPath() const;

    /// Where a LineStore creates its files.
    [[nodiscard]] std::string outputPath() const;

private:
    explicit SessionDirectory(std::string path) : m_path(std::move(path)) {}
    void removeIfTemporary() noexcept;

    std::string m_path{};
    bool m_isTemporary{false};
};

} // namespace tw

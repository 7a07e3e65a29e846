#pragma once

#include "ui/client/agent_client.h"
#include "ui/models/log_model.h"
#include "ui/models/log_search.h"

#include <QWidget>

#include <optional>

class QLabel;
class QToolButton;

namespace tw {

class FindBar;
class LogView;

/// The Log page of the window: the log, and above it what is looked for and what is shown of it.
/// Asks the agent for lines itself.
class LogPane final : public QWidget
{
    Q_OBJECT

public:
    /// The client must outlive the pane.
    explicit LogPane(AgentClient& client, QWidget* parent = nullptr);

    /// Shows the output of the launch that the process belongs to; all output for none.
    void setFocusProcess(std::optional<ProcessKey> process);

    [[nodiscard]] LogView& view() { return *m_view; }
    [[nodiscard]] LogModel& model() { return m_model; }

    void focusFind();
    void findNext();
    void findPrevious();
    void setFollowing(bool following);

Q_SIGNALS:
    void sourceRequested(const QString& file, int line);
    void followingChanged(bool following);
    void survivorsChosen(tw::SurvivorAction action, const std::vector<tw::ProcessKey>& survivors);
    /// A sentence for the status bar.
    void noticed(const QString& sentence);

private:
    void createBar();
    void createFocusButton();
    void createStreamButton();
    void createFollowButton();
    QToolButton* createBarButton(const QString& name);
    void connectClient();
    void connectSearch();

    void setStream(std::optional<OutputStream> stream, const QString& text);
    void setShowAll(bool showAll);
    void updateFocus();
    void updateEmptyText();
    void startSearch();
    void showSearch();
    void goToMatch(std::optional<std::uint64_t> row);

    AgentClient& m_client;
    LogModel m_model;
    LogSearch m_search{m_model};
    std::optional<ProcessKey> m_focus{};
    /// The person chose to see all launches, whatever is selected in the tree.
    bool m_showAll{false};
    /// The row from which the first match is looked for, until it is found.
    std::optional<std::uint64_t> m_searchFrom{};
    FindBar* m_findBar{nullptr};
    LogView* m_view{nullptr};
    QToolButton* m_focusButton{nullptr};
    QToolButton* m_streamButton{nullptr};
    QToolButton* m_followButton{nullptr};
};

} // namespace tw

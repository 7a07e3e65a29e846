#pragma once

#include "ui/client/agent_client.h"
#include "ui/models/details_filter.h"
#include "ui/models/details_model.h"

#include <QTimer>
#include <QWidget>

#include <optional>

class QLabel;
class QLineEdit;
class QListView;
class QStackedWidget;
class QToolButton;

namespace tw {

class DetailsView;

/// The Details page of the window: what the selected process is like inside. While it is seen and
/// the process lives, it asks the agent once a second; of a process that has ended it shows what
/// was recorded.
class DetailsPane final : public QWidget
{
    Q_OBJECT

public:
    /// The client must outlive the pane.
    explicit DetailsPane(AgentClient& client, QWidget* parent = nullptr);

    /// Shows that process; nothing for none.
    void setFocusProcess(std::optional<ProcessKey> process);

    void focusDetails();

    [[nodiscard]] DetailsModel& model() { return m_model; }
    [[nodiscard]] DetailsView& view() { return *m_view; }

    /// What stands above the rows, where they are not all there is to say.
    [[nodiscard]] QString note() const;

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void createBar();
    void createPage();
    void connectClient();
    void refresh();
    void ask();
    void take(const DetailsAnswer& answer);
    void showRecord(const QString& note, bool isProblem);
    void showContent(DetailsContent content);
    void say(const QString& note, bool isProblem);
    void showTitle();
    void filter(const QString& text);
    void markSection();
    void goToSection(const QModelIndex& section);
    [[nodiscard]] const Process* focused() const;

    AgentClient& m_client;
    DetailsModel m_model{};
    DetailsFilter m_shown{};
    std::optional<ProcessKey> m_focus{};
    /// Sent and not answered.
    std::optional<std::uint64_t> m_asked{};
    /// What the agent said of this process the last time.
    bool m_isLive{false};
    /// The list of sections follows the view, not the person.
    bool m_marking{false};
    QTimer m_second{};
    QLineEdit* m_find{nullptr};
    QToolButton* m_reveal{nullptr};
    QLabel* m_title{nullptr};
    QLabel* m_note{nullptr};
    QStackedWidget* m_pages{nullptr};
    QListView* m_sections{nullptr};
    DetailsView* m_view{nullptr};
};

} // namespace tw

#pragma once

#include "core/base/clock.h"
#include "ui/actions/actions.h"
#include "ui/client/agent_client.h"
#include "ui/models/process_tree_model.h"
#include "ui/models/running_stops_model.h"

#include <QMainWindow>
#include <QPointer>
#include <QSettings>

#include <map>
#include <optional>

class QLineEdit;
class QSplitter;
class QTabWidget;

namespace tw {

class AttachDialog;
class DetailsPane;
class LaunchHistory;
class LogPane;
class NoticeBar;
class ProcessCommands;
class ProcessPane;
class ProcessTreeView;
class SignalMenu;
class StatusLine;
class StopsBar;
class TracesPane;
struct WrittenLaunch;

/// The window: the tree of processes above, what they printed below. It only connects: the models
/// follow the client, the commands follow the actions. Borrows client, clock and settings.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(AgentClient& client, const Clock& clock, QSettings& settings);
    MainWindow(const MainWindow&) = delete;
    MainWindow& operator=(const MainWindow&) = delete;
    ~MainWindow() override;

    /// Starts a command at once, as if it had been typed.
    void run(const LaunchCommand& command);

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void createActions();
    void createPanes();
    void connectModels();
    void connectTree();
    void connectClient();
    void connectStops();
    void restoreState();
    void saveState();

    void act(ActionId id);
    void openSignalMenu();
    [[nodiscard]] std::vector<ProcessKey> livingSelection() const;
    void openRunDialog(const std::optional<WrittenLaunch>& proposal);
    void openAttachDialog();
    void onAttachFailed(const QString& message);
    void showAbout();
    void copy(ActionId id);
    void openSource(const QString& file, int line);

    void showTree();
    void showSelection();
    void countLines(const Event& event);
    void onConnectionLost(const QString& reason);
    void onFailed(const QString& sentence);
    void askBeforeClosing();

    AgentClient& m_client;
    QSettings& m_settings;
    ProcessTreeModel m_model;
    RunningStopsModel m_stops;
    Actions m_actions{this};
    ProcessCommands* m_commands{nullptr};
    ProcessTreeView* m_tree{nullptr};
    ProcessPane* m_upper{nullptr};
    QSplitter* m_splitter{nullptr};
    QTabWidget* m_panes{nullptr};
    LogPane* m_log{nullptr};
    TracesPane* m_traces{nullptr};
    SignalMenu* m_signals{nullptr};
    StopsBar* m_stopsBar{nullptr};
    DetailsPane* m_details{nullptr};
    QPointer<AttachDialog> m_attachDialog{};
    NoticeBar* m_notice{nullptr};
    StatusLine* m_status{nullptr};
    QLineEdit* m_filter{nullptr};
    /// What the panes show.
    std::optional<ProcessKey> m_focus{};
    std::map<LaunchId, std::uint64_t> m_lines{};
    /// Everything is being stopped; the window closes once nothing runs.
    bool m_closingWhenStopped{false};
    /// The person has said what is to become of what runs.
    bool m_mayClose{false};
};

} // namespace tw

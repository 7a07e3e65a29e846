#pragma once

#include "ui/client/agent_client.h"
#include "ui/models/trace_model.h"

#include <QModelIndex>
#include <QSortFilterProxyModel>
#include <QWidget>

#include <optional>

class QLabel;
class QTextBrowser;

namespace tw {

class TracesView;

/// The traces of one launch, or of all.
class LaunchTracesModel final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setLaunch(std::optional<LaunchId> launch);
    [[nodiscard]] std::optional<LaunchId> launch() const { return m_launch; }

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    std::optional<LaunchId> m_launch{};
};

/// The Traces page of the window: the stack traces found in output, and the selected one in full.
class TracesPane final : public QWidget
{
    Q_OBJECT

public:
    /// The client must outlive the pane.
    explicit TracesPane(AgentClient& client, QWidget* parent = nullptr);

    /// Shows the traces of the launch that the process belongs to; all traces for none.
    void setFocusProcess(std::optional<ProcessKey> process);

    [[nodiscard]] TraceModel& model() { return m_model; }

    /// Puts the selected trace on the clipboard as text.
    void copyTrace();

Q_SIGNALS:
    /// How many traces are shown, equal ones counted each: for the title of the page.
    void countChanged(int traces);
    void sourceRequested(const QString& file, int line);

protected:
    void changeEvent(QEvent* event) override;

private:
    void createView();
    void createDetails();
    void showMenu(const QPoint& position);
    void tellCount();
    void showTrace();
    void openSource(const QModelIndex& index);
    [[nodiscard]] const Trace* selectedTrace() const;

    AgentClient& m_client;
    TraceModel m_model;
    LaunchTracesModel m_shown{};
    TracesView* m_view{nullptr};
    QTextBrowser* m_details{nullptr};
    QLabel* m_leftOut{nullptr};
};

} // namespace tw

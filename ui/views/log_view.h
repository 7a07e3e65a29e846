#pragma once

#include "ui/models/log_model.h"
#include "ui/views/log_row_painter.h"
#include "ui/views/log_selection.h"

#include <QAbstractScrollArea>

#include <optional>
#include <vector>

namespace tw {

/// Shows the log: a row a line, only those on the screen fetched and laid out, so that ten million
/// rows scroll like ten. Follows the end as long as it is at the end. Selects whole rows.
class LogView final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    /// The model must outlive the view.
    explicit LogView(LogModel& model, QWidget* parent = nullptr);

    [[nodiscard]] LogModel& model() const { return m_model; }

    void setColumns(const LogColumns& columns);
    [[nodiscard]] const LogColumns& columns() const { return m_columns; }

    /// What is marked wherever it stands.
    void setFindTerm(const FindTerm& term);

    /// Following, every new row is scrolled to; switching it on scrolls to the end.
    void setFollowing(bool following);
    [[nodiscard]] bool isFollowing() const { return m_following; }

    /// Selects the row and scrolls to where it is seen.
    void goToRow(std::uint64_t row);
    [[nodiscard]] const LogSelection& selection() const { return m_selection; }
    void selectAll();
    /// Puts the selected rows on the clipboard once all of them are here.
    void copySelection();

    /// Does what a record offers about the survivors of a stop; nothing where it is withdrawn.
    void takeOffer(StopId stop, SurvivorAction action);
    /// What the row under the cursor offers, or nullptr.
    [[nodiscard]] const SurvivorOffer* currentOffer() const;

    /// What is said where there are no rows.
    void setEmptyText(const QString& text);

    [[nodiscard]] std::uint64_t topRow() const;
    [[nodiscard]] std::uint64_t visibleRowCount() const;
    [[nodiscard]] std::optional<std::uint64_t> rowAtHeight(int y) const;
    [[nodiscard]] QRect rowRect(std::uint64_t row) const;

Q_SIGNALS:
    void followingChanged(bool following);
    void columnsChanged(const tw::LogColumns& columns);
    void sourceRequested(const QString& file, int line);
    /// What a record offers was chosen, for exactly those who survived.
    void survivorsChosen(tw::SurvivorAction action, const std::vector<tw::ProcessKey>& survivors);
    /// A sentence about what was just done: how many lines were copied.
    void noticed(const QString& sentence);
    /// The user moved through the log, to this row.
    void currentRowChanged(quint64 row);

protected:
    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void onRowsAppended();
    void onRowsReset();
    void onRecordAdded(const QString& text);
    void updateLook();
    void updateScrollBars();
    void widenTo(int textWidth);
    void scrollTo(std::uint64_t row);
    void moveCurrent(std::uint64_t row, bool extend);
    void zoom(int steps);
    void openLinkAt(const QPoint& position);
    void paintEmpty(QPainter& painter) const;
    /// The row at a place, as it is shown, and the character there.
    struct Place
    {
        LogRow row{};
        StyledRow styled{};
        qsizetype character{0};
    };
    [[nodiscard]] std::optional<Place> placeAt(const QPoint& position) const;
    [[nodiscard]] std::optional<SourceLink> linkAt(const QPoint& position) const;
    [[nodiscard]] std::optional<OfferLink> offerAt(const QPoint& position) const;
    bool takeOfferAt(const QPoint& position);
    void showCurrentMenu();
    [[nodiscard]] QString toolTipAt(const QPoint& position) const;
    [[nodiscard]] std::optional<std::uint64_t> rowForKey(const QKeyEvent& event) const;

    LogModel& m_model;
    LogColumns m_columns{};
    LogColors m_colors{};
    LogGeometry m_geometry{};
    FindTerm m_find{};
    LogSelection m_selection{};
    QString m_emptyText{};
    /// The widest text seen so far, in pixels.
    int m_textWidth{0};
    bool m_following{true};
    /// The scroll bars are being moved by us, not by the person.
    bool m_isAdjusting{false};
};

} // namespace tw

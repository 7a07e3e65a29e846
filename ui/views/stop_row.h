#pragma once

#include "ui/models/running_stops_model.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace tw {

/// A text that is cut where there is no room for it, and is whole for screen readers.
class ElidedText final : public QWidget
{
    Q_OBJECT

public:
    explicit ElidedText(QWidget* parent = nullptr);

    void setText(const QString& text);
    [[nodiscard]] QString text() const { return m_text; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text{};
};

/// One running stop: whom it is for, who is left, when it goes on, and a way to have that sooner or
/// later. Owned by the StopsBar.
class StopRow final : public QWidget
{
    Q_OBJECT

public:
    explicit StopRow(QWidget* parent = nullptr);

    void tell(const RunningStopsModel& stops, const RunningStop& stop);

Q_SIGNALS:
    void skipRequested();
    void extendRequested(std::chrono::milliseconds by);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QPushButton* addButton(const QString& text, const QString& name);
    QPushButton* addExtend(std::chrono::seconds by);

    QLabel* m_title{nullptr};
    ElidedText* m_progress{nullptr};
    QLabel* m_countdown{nullptr};
    QPushButton* m_skip{nullptr};
};

} // namespace tw

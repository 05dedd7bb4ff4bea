#pragma once
// People and four-legged animals, put together from joints, so that a pose is a few numbers.

#include <array>

#include "providers/offline/scenes/stage.h"

namespace tessera::offline {

enum class Hair { short_cut, long_hair, bun, curly, bald };

/// Angles in radians from straight down; positive turns towards +x. Index 0 is the limb behind, 1 the one in front.
struct Pose {
  std::array<double, 2> upper_arm{-0.22, 0.22};
  std::array<double, 2> fore_arm{-0.1, 0.1};
  std::array<double, 2> thigh{-0.07, 0.07};
  std::array<double, 2> shin{-0.03, 0.03};
  double lean = 0;      ///< of the trunk; positive to +x
  double hip = 0.5;     ///< height above the ground; 1 is the standing figure's height
  double face = 0;      ///< -1 looks to -x, 1 to +x
  double nod = 0;       ///< head turned down (positive) or up
  bool behind = false;  ///< seen from the back
  bool skirt = false, coat = false, apron = false, hat = false, hood = false, beard = false, backpack = false;
  bool closed_eyes = false;
  Hair hair = Hair::short_cut;
  Role top = Role::cloth, bottom = Role::trousers;
};

/// Where things can be put into a figure's hands; in the frame that held when it was drawn.
struct Joints {
  std::array<Point, 2> hand, foot, knee;
  Point neck, head, hip;
};

/// Height 1, feet at y = 0 when `hip` is 0.5 and the legs are straight, hip above the origin.
Joints draw_person(Stage& s, const Pose& pose);

/// Head and shoulders that fill the frame: x from -0.45 to 0.45, chin near y = 0.25 of a head 0.5 high at the origin.
struct Bust {
  Hair hair = Hair::short_cut;
  bool beard = false, hat = false, smile = false, glasses = false, closed_eyes = false;
  double turn = 0;  ///< -1 … 1
};
void draw_bust(Stage& s, const Bust& bust);

enum class Ears { pointed, round, floppy, upright };
enum class Tail { thin, bushy, tuft, stub, horse };

/// Seen from the side, head towards +x, trunk 0.6 long, feet at y = 0.
struct Beast {
  Role coat = Role::wood;
  double leg = 0.34;                     ///< length
  double depth = 0.26;                   ///< of the trunk
  double neck = 0.2, neck_angle = 0.75;  ///< length; radians above the horizontal
  double neck_width = 0.13;
  double head = 0.2, head_depth = 0.12;
  double head_angle = 0.35;  ///< radians below the horizontal
  double leg_width = 0.07;
  std::array<double, 4> gait{0.05, -0.05, 0.06, -0.06};  ///< near hind, far hind, near fore, far fore
  double bend = 0.12;                                    ///< of the lower legs
  Ears ears = Ears::pointed;
  Tail tail = Tail::thin;
  bool mane = false, shaggy = false, pale_belly = false;
};
/// Returns the middle of the head.
Point draw_beast(Stage& s, const Beast& beast);
/// On the ground of the setting, with its shadow.
void standing_beast(Stage& s, const Beast& beast, double size);

/// One round eye with a spark of light.
void eye(Stage& s, double x, double y, double radius);

}  // namespace tessera::offline

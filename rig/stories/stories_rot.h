// Stories of flash that rots while power is off.
#pragma once

#include "rig/stories/story_maker.h"

namespace switchback::rig {

void add_rot(StoryMaker& maker);

}  // namespace switchback::rig

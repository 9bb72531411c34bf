# Makes the demo's key pair where it is missing, and never touches one that is there: images are signed with it, and several
# build folders share it. Runs when something is built:
#   cmake -DCLI=switchback -DKEY=folder/release -P cmake/demo_key.cmake
get_filename_component(folder ${KEY} DIRECTORY)
file(MAKE_DIRECTORY ${folder})
file(LOCK ${folder} DIRECTORY GUARD PROCESS TIMEOUT 60) # another build may be at it

if(NOT EXISTS ${KEY}.pem)
  file(REMOVE ${KEY}.pub.pem) # without its private key it is of no use, and stops keygen
  execute_process(COMMAND ${CLI} keygen --out ${KEY}.pem --quiet COMMAND_ERROR_IS_FATAL ANY)
elseif(NOT EXISTS ${KEY}.pub.pem)
  execute_process(COMMAND ${CLI} key ${KEY}.pem --format pem --out ${KEY}.pub.pem --quiet COMMAND_ERROR_IS_FATAL ANY)
endif()
